package dev.featurerollout.plan;

import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Stage;
import java.util.Optional;

/**
 * Where in the plan a rollout stands.
 *
 * <p>Found by whom the flags reach, not by name: an edit may rename, insert or remove stages while the rollout runs, and must
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

    /**
     * Returns the stage whose guardrails are evaluated: the one it stands in, or while the first one is entered and users
     * have the feature already, that one.
     */
    public static Optional<Stage> guarded(Plan plan, Progress progress) {
        return of(plan, progress)
                .or(() -> progress.target()
                        .filter(target -> target.exposedSince().isPresent())
                        .flatMap(target -> highestUpTo(plan, target.reach())));
    }

    /** Returns the last stage that reaches nobody beyond {@code reach}; empty if even the first does. */
    public static Optional<Stage> highestUpTo(Plan plan, Reach reach) {
        return plan.stages().stream()
                .filter(stage -> !stage.reach().isAbove(reach))
                .reduce((lower, higher) -> higher);
    }
}
