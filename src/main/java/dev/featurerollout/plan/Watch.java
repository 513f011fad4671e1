package dev.featurerollout.plan;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
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
 * @param endsAtFailure whether a guardrail among them that fails is to be acted on, so that no later evaluation may come first
 * @param testing for those that are sequential tests
 */
public record Watch(
        Instant effectiveAt,
        List<Criterion> criteria,
        Map<String, String> variables,
        boolean endsAtFailure,
        Testing testing) {
    public Watch {
        criteria = List.copyOf(criteria);
        variables = Map.copyOf(variables);
    }

    /**
     * Whether a criterion has been watched to its end: it failed, and that rolls back or asks for a person.
     *
     * <p>No later look is taken of it, so that none can make the failure forgotten while the rollback could not yet be
     * carried out, or the failure not be written down, or when it is found only after an interruption.
     */
    public boolean isDecidedBy(Criterion criterion, Tally tally) {
        boolean guards = endsAtFailure && criterion.role() == Role.Guardrail && !criterion.dryRun();
        return guards && criterion.actsOn(tally);
    }

    /**
     * Returns what to watch: the stage's criteria while in a stage, or entering the first one; after a rollback the criterion that caused it, to
     * see whether it recovers; otherwise nothing.
     */
    public static Optional<Watch> of(Plan plan, Progress progress) {
        if (progress.isActive()) {
            return Position.guarded(plan, progress)
                    .map(stage -> of(
                            plan,
                            stage,
                            effectiveAt(plan, progress),
                            stage.criteria(),
                            endsAtFailure(plan, progress),
                            progress));
        }
        return progress.rollback()
                .filter(rollback -> progress.ended(Progress.Outcome.RolledBack))
                .filter(rollback -> rollback.outcome().isEmpty())
                .flatMap(rollback -> recovery(plan, rollback, progress));
    }

    private static Instant effectiveAt(Plan plan, Progress progress) {
        return progress.stage()
                .map(Progress.Entered::effectiveAt)
                .orElseGet(() -> plan.effectiveAt(
                        progress.target().flatMap(Progress.Target::exposedSince).orElseThrow()));
    }

    /** Returns what there would be to watch in a stage that is effective since {@code effectiveAt}. */
    public static Watch of(Plan plan, Stage stage, Instant effectiveAt) {
        return of(plan, stage, effectiveAt, stage.criteria(), false, Progress.of(null));
    }

    /** Whether a failure still has to be acted on: one that waits for a person is on record already. */
    public static boolean endsAtFailure(Plan plan, Progress progress) {
        return plan.rollback().automatic() || progress.failedGuardrail().isEmpty();
    }

    private static Optional<Watch> recovery(Plan plan, Progress.Rollback rollback, Progress progress) {
        Stage stage = Position.highestUpTo(plan, rollback.from()).orElse(plan.first());
        // A sequential test has nothing to compare any more.
        return rollback.criterion()
                .flatMap(stage::criterion)
                .flatMap(criterion -> rollback.patchedAt()
                        .filter(patched -> criterion.sequential().isEmpty())
                        .map(patched -> of(
                                plan,
                                stage,
                                patched.plus(plan.propagationDelay()),
                                List.of(criterion),
                                false,
                                progress)));
    }

    private static Watch of(
            Plan plan,
            Stage stage,
            Instant effectiveAt,
            List<Criterion> criteria,
            boolean endsAtFailure,
            Progress progress) {
        Map<String, String> variables = new HashMap<>(plan.variables());
        variables.put("stage", stage.name());
        variables.put("percentage", stage.percentage().toString());
        return new Watch(effectiveAt, criteria, variables, endsAtFailure, Testing.in(plan, stage, progress));
    }
}
