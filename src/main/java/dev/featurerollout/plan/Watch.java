package dev.featurerollout.plan;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Stage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is due to be measured: which criteria, from when on.
 *
 * @param effectiveAt looks fall on effectiveAt + k × interval, and none sees data from before
 * @param variables for the queries, besides those of a single look
 */
public record Watch(Instant effectiveAt, List<Criterion> criteria, Map<String, String> variables) {
    public Watch {
        criteria = List.copyOf(criteria);
        variables = Map.copyOf(variables);
    }

    /**
     * Returns what to watch: the stage's criteria while in a stage; after a rollback the criterion that caused it, to
     * see whether it recovers; otherwise nothing.
     */
    public static Optional<Watch> of(Plan plan, Progress progress) {
        if (progress.isActive()) {
            return Position.of(plan, progress)
                    .map(stage -> of(plan, stage, progress.stage().orElseThrow().effectiveAt(), stage.criteria()));
        }
        return progress.rollback()
                .filter(rollback -> progress.ended(Progress.Outcome.RolledBack))
                .filter(rollback -> rollback.outcome().isEmpty())
                .flatMap(rollback -> recovery(plan, rollback));
    }

    private static Optional<Watch> recovery(Plan plan, Progress.Rollback rollback) {
        Stage stage = Position.highestUpTo(plan, rollback.from()).orElse(plan.first());
        return rollback.criterion().flatMap(stage::criterion).flatMap(criterion -> rollback.patchedAt()
                .map(patched -> of(plan, stage, patched.plus(plan.propagationDelay()), List.of(criterion))));
    }

    private static Watch of(Plan plan, Stage stage, Instant effectiveAt, List<Criterion> criteria) {
        Map<String, String> variables = new HashMap<>(plan.variables());
        variables.put("stage", stage.name());
        variables.put("percentage", stage.percentage().toString());
        return new Watch(effectiveAt, criteria, variables);
    }
}
