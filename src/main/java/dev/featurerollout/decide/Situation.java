package dev.featurerollout.decide;

import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Position;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Snapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything a decision may look at.
 *
 * @param flags those of the attempt under way, or while none of the plan's revision has begun, those of the plan
 * @param recorded those that an attempt has moved and that a rollback restores, whatever the plan says by now
 * @param stage where an active rollout stands; empty before the first stage was entered
 * @param evidence since that stage, or after a rollback since that, became effective
 */
public record Situation(
        Instant now,
        Snapshot snapshot,
        Plan plan,
        Progress progress,
        Flags flags,
        Flags recorded,
        Optional<Stage> stage,
        Evidence evidence) {

    public static Situation of(Instant now, Snapshot snapshot, Plan plan, Evidence evidence) {
        Progress progress = snapshot.progress();
        Flags recorded = Flags.recorded(progress, snapshot.flags());
        return new Situation(
                now,
                snapshot,
                plan,
                progress,
                isBegun(plan, progress) ? recorded : Flags.planned(plan, progress, snapshot.flags()),
                recorded,
                progress.isActive() ? Position.of(plan, progress) : Optional.empty(),
                evidence);
    }

    /** Returns what may be looked at of another rollout at the same instant, apart from measurements. */
    public Situation of(Snapshot other) {
        return of(now, other, other.inForce().plan().orElseThrow(), Evidence.none(now));
    }

    /** Returns the stage whose guardrails count: from the first flag that was written, even before it is entered. */
    public Optional<Stage> guarded() {
        return progress.isActive() ? Position.guarded(plan, progress) : Optional.empty();
    }

    /** Whether every flag is at what the stage made it. */
    public boolean isInPlace() {
        return progress.confirmed().filter(flags::areAllAt).isPresent();
    }

    /** Whether they have been there since it was last seen to: what is back has not been there meanwhile. */
    public boolean hasBeenInPlace() {
        return isInPlace() && progress.drift().awaySince().isEmpty();
    }

    InForce inForce() {
        return snapshot.inForce();
    }

    /** Whether the attempt that the spec asks for has been begun, whatever became of it. */
    boolean attemptIsCurrent() {
        return isBegun(plan, progress);
    }

    private static boolean isBegun(Plan plan, Progress progress) {
        return progress.attempt()
                .filter(attempt -> attempt.revision().equals(plan.revision()))
                .isPresent();
    }

    /** Whether the flags were meant to go to {@code to} when last the intent was written down. */
    boolean isIntended(Stage to) {
        return progress.target()
                .filter(target -> target.reach().equals(to.reach()))
                .isPresent();
    }

    /** Returns the way into a stage: first the intent, then, when that has been written, the move. */
    Decision enter(Stage to, String why) {
        return isIntended(to) ? new Decision.Move(to, why) : new Decision.Intend(to, false, why);
    }
}
