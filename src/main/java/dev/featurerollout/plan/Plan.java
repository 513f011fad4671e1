package dev.featurerollout.plan;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spec that was understood: validated, ramps expanded, defaults filled in.
 *
 * @param revision empty text if the spec names none
 * @param holdAt index of the stage not to go beyond
 * @param flags in the order they are moved; rolled back in reverse
 * @param stages at least one, each of which reaches more users than the one before
 * @param variables for queries, besides those of the stage and the look
 * @param propagationDelay from the patch until clients are taken to see it
 * @param nudgedPods labels of the pods that are told of each change; empty for none
 * @param guarantee what the sequential tests promise together
 * @param prerequisites names of the rollouts of the namespace that this one cannot do without
 * @param collapse whether completing writes the format's form of "on for everybody"
 */
public record Plan(
        String revision,
        boolean suspended,
        Optional<Integer> holdAt,
        RollbackPolicy rollback,
        List<FlagTarget> flags,
        List<Stage> stages,
        Map<String, String> variables,
        Duration propagationDelay,
        Map<String, String> nudgedPods,
        Guarantee guarantee,
        List<String> prerequisites,
        Optional<HoldDeadline> holdDeadline,
        boolean collapse) {
    public Plan {
        flags = List.copyOf(flags);
        stages = List.copyOf(stages);
        variables = Map.copyOf(variables);
        nudgedPods = Map.copyOf(nudgedPods);
        prerequisites = List.copyOf(prerequisites);
    }

    /** How and when the flags go back. */
    public record RollbackPolicy(
            boolean requested, boolean automatic, Destination to, Duration recoveryTimeout, OnDelete onDelete) {}

    /** Where a rollback goes to. */
    public enum Destination {
        /** The values before the attempt, byte for byte. */
        Original,
        Zero
    }

    /** What deleting the FeatureRollout does to the flags. */
    public enum OnDelete {
        Keep,
        Restore
    }

    /** The longest time a rollout may hold. */
    public record HoldDeadline(Duration after, Then then) {
        /** What happens when it is over. */
        public enum Then {
            Rollback,
            Hold
        }
    }

    /** Returns this plan, suspended or with a rollback requested beside what it says itself. */
    Plan stopped(boolean suspend, boolean requestRollback) {
        RollbackPolicy policy = new RollbackPolicy(
                rollback.requested || requestRollback,
                rollback.automatic,
                rollback.to,
                rollback.recoveryTimeout,
                rollback.onDelete);
        return new Plan(
                revision,
                suspended || suspend,
                holdAt,
                policy,
                flags,
                stages,
                variables,
                propagationDelay,
                nudgedPods,
                guarantee,
                prerequisites,
                holdDeadline,
                collapse);
    }

    /** Returns when clients are taken to see a change of the flags; whole seconds, so that the grid can be read off a status. */
    public Instant effectiveAt(Instant changedAt) {
        return wholeSecond(changedAt).plus(propagationDelay);
    }

    /** Returns the first whole second that is not before {@code instant}. */
    public static Instant wholeSecond(Instant instant) {
        return instant.plus(1, ChronoUnit.SECONDS).minusNanos(1).truncatedTo(ChronoUnit.SECONDS);
    }

    public Stage first() {
        return stages.get(0);
    }

    public Stage last() {
        return stages.get(stages.size() - 1);
    }

    public boolean isLast(Stage stage) {
        return stage.index() == stages.size() - 1;
    }

    public Stage next(Stage stage) {
        return stages.get(stage.index() + 1);
    }

    /** Returns the time between the looks of a stage's most often asked criterion; empty without criteria. */
    public static Optional<Duration> shortestInterval(Stage stage) {
        return stage.criteria().stream().map(c -> c.interval()).min(Duration::compareTo);
    }
}
