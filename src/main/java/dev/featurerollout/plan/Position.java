package dev.featurerollout.plan;

import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Stage;
import java.util.Optional;

/**
 * Where in the plan a rollout stands.
 *
 * <p>Found by percentage, not by name: an edit may rename, insert or remove stages while the rollout runs, and must
 * never raise the flags by itself. So a rollout stands in the highest stage that is not above what was confirmed.
 */
public final class Position {
    private Position() {}

    /** Returns the stage an active rollout stands in; empty before the first one was entered. */
    public static Optional<Stage> of(Plan plan, Progress progress) {
        return progress.stage()
                .flatMap(entered -> progress.confirmed())
                .flatMap(confirmed -> highestUpTo(plan, confirmed));
    }

    static Optional<Stage> highestUpTo(Plan plan, Percentage percentage) {
        return plan.stages().stream()
                .filter(stage -> !stage.percentage().isAbove(percentage))
                .reduce((lower, higher) -> higher);
    }
}
