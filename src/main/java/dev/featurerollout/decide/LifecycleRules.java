package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress.Outcome;
import java.util.Optional;

/** How a rollout begins and ends. */
final class LifecycleRules {
    private LifecycleRules() {}

    static Optional<Decision> releaseWhenDeleted(Situation s) {
        if (!s.snapshot().deleted()) {
            return Optional.empty();
        }
        boolean touched = s.progress().attempt().isPresent();
        return Optional.of(new Decision.Release(touched && s.plan().rollback().onDelete() == Plan.OnDelete.Restore));
    }

    static Optional<Decision> refuseClaimedFlag(Situation s) {
        return s.snapshot().claim().map(claim -> {
            boolean undoes = s.plan().rollback().requested() && s.progress().ended(Outcome.Completed);
            boolean ended = s.attemptIsCurrent() && !s.progress().isActive() && !undoes;
            if (!ended) {
                return new Stay(Reason.InvalidSpec, "spec.flags: " + claim);
            }
            // What has ended is no less so when a younger rollout takes its flag over, and leaves it alone.
            Reason reason = s.progress().ended(Outcome.Completed) ? Reason.Completed : Reason.RolledBack;
            return new Stay(reason, reason + "; since then FeatureRollout " + claim.rollout() + " moves its flags");
        });
    }

    static Optional<Decision> restWhenCompleted(Situation s) {
        return s.progress().ended(Outcome.Completed) && s.attemptIsCurrent()
                ? Optional.of(new Stay(
                        Reason.Completed,
                        "Completed at "
                                + s.progress()
                                        .confirmed()
                                        .orElse(s.plan().last().reach())))
                : Optional.empty();
    }

    static Optional<Decision> beginAttempt(Situation s) {
        if (s.progress().isActive() && (s.attemptIsCurrent() || s.plan().suspended())) {
            // Also while the next attempt may not begin yet the present one goes on being looked after.
            return Optional.empty();
        }
        if (!s.inForce().isValid()) {
            return holdOnInvalidEdit(s);
        }
        if (s.plan().rollback().requested()) {
            return Optional.of(new Stay(
                    Reason.Suspended,
                    "Not started: spec.rollback.requested is set; unset it to let the rollout begin"));
        }
        if (s.plan().suspended()) {
            return Optional.of(
                    new Stay(Reason.Suspended, "Not started: spec.suspend is set; unset it to let the rollout begin"));
        }
        return Optional.of(leftBehind(s)
                .or(() -> alreadyHigher(s))
                .or(() -> notCollapsible(s))
                .orElseGet(() -> new Decision.Intend(
                        s.plan().first(),
                        true,
                        s.progress().attempt().isEmpty() ? "started" : "a new revision was set")));
    }

    /**
     * What an attempt moved is restored before a new attempt gives it up: after that, nothing would know how. A flag that
     * is there as it was before, or is there no longer, needs no restoring.
     */
    private static Optional<Decision> leftBehind(Situation s) {
        return s.progress().ended(Outcome.RolledBack)
                ? Optional.empty()
                : s.recorded().all().stream()
                        .filter(Flag::isMoved)
                        .filter(flag -> !isTakenOver(s, flag))
                        .findFirst()
                        .map(flag -> new Stay(
                                Reason.InvalidSpec,
                                "spec no longer has what attempt "
                                        + s.progress().attempt().orElseThrow().number()
                                        + " gave users: flag " + flag.target().name() + " ("
                                        + flag.target().place()
                                        + ") is at " + flag.live().orElseThrow()
                                        + ", and after another attempt a rollback could not restore it. Keep the flag"
                                        + " and its audiences in spec, or set spec.rollback.requested to true first;"
                                        + " to leave the flag as it is, use another FeatureRollout for other flags"));
    }

    private static boolean isTakenOver(Situation s, Flag flag) {
        boolean sameAudiences = s.plan().flags().stream()
                .filter(planned -> planned.place().equals(flag.target().place()))
                .anyMatch(planned -> planned.audiences().equals(flag.target().audiences()));
        boolean withoutAudiences = flag.readable().orElseThrow().reach().audiences() == 0
                && flag.known().orElseThrow().original().audiences() == 0;
        return sameAudiences
                || withoutAudiences
                        && s.plan().flags().stream()
                                .anyMatch(planned ->
                                        planned.place().equals(flag.target().place()));
    }

    /** What could not be done in the end is not begun. */
    private static Optional<Decision> notCollapsible(Situation s) {
        return Completion.problem(s)
                .map(problem -> new Stay(
                        Reason.InvalidSpec,
                        "spec.completion.collapse cannot be carried out: " + problem
                                + ". Change the document, or remove spec.completion.collapse"));
    }

    /**
     * A flag that people raised above the first stage is not lowered behind their back: users would lose the feature,
     * and a rollback would have to raise it again. What the operator itself raised in an earlier attempt is lowered.
     */
    private static Optional<Decision> alreadyHigher(Situation s) {
        Reach first = s.plan().first().reach();
        return s.flags().all().stream()
                .filter(flag -> flag.isAbove(first))
                .filter(flag -> flag.known()
                        .filter(known ->
                                flag.isAt(known.reach()) && !known.original().isAbove(first))
                        .isEmpty())
                .findFirst()
                .map(flag -> new Stay(
                        Reason.InvalidSpec,
                        "flag " + flag.target().name() + " is at " + flag.live().orElseThrow()
                                + " already, above the first stage's " + first
                                + ": lower it to at most that, or let the stages begin at what it has"));
    }

    static Optional<Decision> holdOnInvalidEdit(Situation s) {
        if (s.inForce().isValid()) {
            return Optional.empty();
        }
        String problems = new Compiled.Invalid(s.inForce().problems()).message();
        String meanwhile = s.progress().isActive()
                ? "; until it is mended the last valid spec goes on being watched at "
                        + s.flags().highest().map(Reach::toString).orElse("an unknown percentage")
                : "";
        return Optional.of(new Stay(Reason.InvalidSpec, problems + meanwhile));
    }
}
