package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Cause;
import dev.featurerollout.decide.Decision.Recovery;
import dev.featurerollout.decide.Decision.RollBack;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Plan.HoldDeadline;
import dev.featurerollout.plan.Plan.HoldDeadline.Then;
import dev.featurerollout.plan.Progress.FailedGuardrail;
import dev.featurerollout.plan.Progress.Outcome;
import dev.featurerollout.plan.Progress.Rollback;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** When the flags go back, and what happens after that. */
final class RollbackRules {
    private static final String FAILED_GUARDRAIL = "GuardrailFailed";

    private RollbackRules() {}

    static Optional<Decision> finish(Situation s) {
        return s.progress()
                .rollback()
                .filter(rollback -> rollback.patchedAt().isEmpty())
                .map(rollback -> new RollBack(
                        new Cause(rollback.reason(), rollback.criterion(), Optional.empty(), rollback.message())));
    }

    static Optional<Decision> onRequest(Situation s) {
        boolean somethingToUndo =
                s.progress().attempt().isPresent() && !s.progress().ended(Outcome.RolledBack);
        return s.plan().rollback().requested() && somethingToUndo
                ? Optional.of(rollBack(s, "Requested", "spec.rollback.requested was set"))
                : Optional.empty();
    }

    /** Rolls back; where automatic rollback is off, the failure is put on record once, and a person must decide. */
    static Optional<Decision> onFailingGuardrail(Situation s) {
        if (s.plan().rollback().automatic()) {
            return recordedFailure(s).or(() -> failingGuardrail(s)).map(RollBack::new);
        }
        return s.progress().failedGuardrail().isEmpty()
                ? failingGuardrail(s).map(Decision.Escalate::new)
                : Optional.empty();
    }

    private static Optional<Cause> recordedFailure(Situation s) {
        return s.progress()
                .failedGuardrail()
                .filter(failed -> s.progress().isActive())
                .map(failed ->
                        new Cause(FAILED_GUARDRAIL, Optional.of(failed.criterion()), failed.value(), failed.message()));
    }

    /** Setting spec.suspend after the failure, and unsetting it, is the decision of a person to continue. */
    static Optional<Decision> resumeAfterFailure(Situation s) {
        return s.progress()
                .failedGuardrail()
                .filter(FailedGuardrail::acknowledged)
                .map(failed -> new Decision.Resume(failed.message() + "; spec.suspend was set and unset since"));
    }

    static Optional<Decision> holdOnFailure(Situation s) {
        return s.progress()
                .failedGuardrail()
                .map(failed -> new Stay(
                        Reason.Holding,
                        failed.message()
                                + "; automatic rollback is off, so a person must decide: to roll back, set"
                                + " spec.rollback.requested to true; to continue, set spec.suspend to true and then"
                                + " to false"));
    }

    /** Returns the guardrail that has failed as often as it takes to act. */
    private static Optional<Cause> failingGuardrail(Situation s) {
        return s.guarded()
                .flatMap(stage -> stage.criteria().stream()
                        .filter(criterion -> criterion.role() == Role.Guardrail && !criterion.dryRun())
                        .filter(criterion -> criterion.actsOn(s.evidence().tally(criterion.name())))
                        .findFirst()
                        .map(criterion -> cause(stage, criterion, s.evidence().tally(criterion.name()))));
    }

    private static Cause cause(Stage stage, Criterion criterion, Tally tally) {
        Optional<Evaluation> last = tally.last();
        String seen = last.map(Evaluation::message).orElse("failed");
        return new Cause(
                FAILED_GUARDRAIL,
                Optional.of(criterion.name()),
                last.flatMap(Evaluation::value).map(CriteriaRules::number),
                criterion.role().name().toLowerCase(Locale.ROOT) + " " + criterion.name() + " failed in stage " + stage
                        + ": " + seen);
    }

    static Optional<Decision> onHoldDeadline(Situation s) {
        return s.plan()
                .holdDeadline()
                .filter(deadline -> s.progress().isActive() && deadline.then() == Then.Rollback)
                .filter(deadline -> isOver(s, deadline))
                .map(deadline -> rollBack(s, "HoldDeadlineExceeded", "held for longer than spec.holdDeadline.after"));
    }

    /** A rollback for another reason than a failure; a criterion that fails all the same is watched to see if it recovers. */
    static RollBack rollBack(Situation s, String reason, String message) {
        Optional<Cause> failure = recordedFailure(s).or(() -> failing(s));
        return new RollBack(new Cause(
                reason,
                failure.flatMap(Cause::criterion),
                failure.flatMap(Cause::value),
                message + failure.map(cause -> "; " + cause.message()).orElse("")));
    }

    private static Optional<Cause> failing(Situation s) {
        return s.guarded()
                .flatMap(stage -> stage.criteria().stream()
                        .filter(criterion -> !criterion.dryRun())
                        .filter(criterion -> s.evidence()
                                .verdict(criterion)
                                .filter(Verdict.Fail::equals)
                                .isPresent())
                        .findFirst()
                        .map(criterion -> cause(stage, criterion, s.evidence().tally(criterion.name()))));
    }

    static boolean isOver(Situation s, HoldDeadline deadline) {
        return s.progress()
                .holdingSince()
                .filter(since -> !s.now().isBefore(since.plus(deadline.after())))
                .isPresent();
    }

    /** After a rollback the flags stay down until a new revision; meanwhile it is seen whether it helped. */
    static Optional<Decision> stayDown(Situation s) {
        boolean down = s.progress().ended(Outcome.RolledBack)
                && (s.attemptIsCurrent() || s.plan().rollback().requested());
        if (!down) {
            return Optional.empty();
        }
        Rollback rollback = s.progress().rollback().orElseThrow();
        return FlagRules.correctRaised(s, Reason.RolledBack)
                .or(() -> closing(s, rollback))
                .or(() -> Optional.of(new Stay(Reason.RolledBack, message(s, rollback))));
    }

    private static String message(Situation s, Rollback rollback) {
        Reach now = s.flags().highest().orElse(Reach.NOBODY);
        String next = s.plan().rollback().requested()
                ? "; it stays there while spec.rollback.requested is set"
                : "; to try again, set spec.revision to a new value";
        return "Rolled back from " + rollback.from() + " to " + now + ": " + rollback.message() + recovery(rollback)
                + next;
    }

    private static String recovery(Rollback rollback) {
        String criterion = rollback.criterion().orElse("");
        return rollback.outcome()
                .map(Recovery::valueOf)
                .map(recovery -> switch (recovery) {
                    case Verified -> "; " + criterion + " has passed since the rollback";
                    case Restored -> "";
                    case NothingToMeasure -> "; since then nothing could be measured for " + criterion;
                    case StillFailing ->
                        "; " + criterion + " still fails after the rollback, so the feature may not be the cause";
                })
                .orElse("");
    }

    private static Optional<Decision> closing(Situation s, Rollback rollback) {
        if (rollback.outcome().isPresent()) {
            return Optional.empty();
        }
        if (rollback.criterion().isEmpty()) {
            return Optional.of(new Decision.CloseRollback(
                    Recovery.Restored, "The flags read back as restored; no criterion was failing"));
        }
        String criterion = rollback.criterion().get();
        Optional<Evaluation> last = s.evidence().tally(criterion).last();
        Optional<Verdict> verdict = last.map(Evaluation::verdict);
        if (verdict.filter(v -> v == Verdict.Pass || v == Verdict.Warning).isPresent()) {
            return Optional.of(new Decision.CloseRollback(
                    Recovery.Verified,
                    criterion + " passes again: " + last.orElseThrow().message()));
        }
        if (s.now().isBefore(recoveryDeadline(s, rollback))) {
            return Optional.empty();
        }
        return Optional.of(
                verdict.filter(Verdict.Fail::equals).isPresent()
                        ? new Decision.CloseRollback(
                                Recovery.StillFailing,
                                criterion + " still fails after the rollback ("
                                        + last.orElseThrow().message() + "): the feature may not be the cause")
                        : new Decision.CloseRollback(
                                Recovery.NothingToMeasure,
                                criterion + " has had nothing to measure since the rollback"));
    }

    static Instant recoveryDeadline(Situation s, Rollback rollback) {
        return rollback.patchedAt()
                .orElseThrow()
                .plus(s.plan().propagationDelay())
                .plus(s.plan().rollback().recoveryTimeout());
    }
}
