package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Entering stages, staying in them, and leaving them. */
final class StageRules {
    /** The clocks of two replicas may differ by as much. */
    private static final Duration MOST_CLOCK_SKEW = Duration.ofSeconds(30);

    private StageRules() {}

    /** The flags have reached what was intended, perhaps before an interruption: enter that stage. */
    static Optional<Decision> confirm(Situation s) {
        return s.progress()
                .target()
                .filter(target -> s.flags().areAllAt(target.reach()))
                .filter(target -> isMoveUnderWay(s, target.reach()))
                .flatMap(target -> s.plan().stages().stream()
                        .filter(stage -> stage.reach().equals(target.reach()))
                        .findFirst())
                .map(stage -> new Decision.Move(stage, "the flags were moved before an interruption"));
    }

    private static boolean isMoveUnderWay(Situation s, Reach target) {
        boolean notEntered = s.progress().stage().isEmpty();
        return notEntered || s.progress().confirmed().filter(target::equals).isEmpty();
    }

    static Optional<Decision> staySuspended(Situation s) {
        String failure = s.progress()
                .failedGuardrail()
                .map(failed -> "; " + failed.message() + ": to roll back, set spec.rollback.requested to true")
                .orElse("");
        return s.plan().suspended()
                ? Optional.of(new Stay(
                        Reason.Suspended,
                        "spec.suspend is set: it stays at " + percentage(s) + ", and guardrails go on watching"
                                + failure))
                : Optional.empty();
    }

    static Optional<Decision> enterFirst(Situation s) {
        if (s.stage().isPresent()) {
            return Optional.empty();
        }
        // A guardrail may have failed before the last flag was written.
        return RollbackRules.resumeAfterFailure(s)
                .or(() -> RollbackRules.holdOnFailure(s))
                .or(() -> Optional.of(s.enter(s.plan().first(), "started")));
    }

    /** After an edit of the stages the percentage may be none of the plan's: the stage below it is gone on from. */
    static Optional<Decision> goDownToPlan(Situation s) {
        Stage stage = s.stage().orElseThrow();
        return s.progress().confirmed().filter(stage.reach()::equals).isPresent()
                ? Optional.empty()
                : Optional.of(s.enter(stage, "the stages were edited"));
    }

    static Optional<Decision> settle(Situation s) {
        return s.progress().drift().awaySince().isPresent() && s.isInPlace()
                ? Optional.of(new Decision.Settle())
                : Optional.empty();
    }

    /** Until such an instant no evaluation would be due, and nothing would guard the stage. */
    static Optional<Decision> restartClock(Situation s) {
        Instant latest = s.now().plus(MOST_CLOCK_SKEW);
        boolean effectiveLater = s.evidence().effectiveAt().isAfter(s.plan().effectiveAt(latest));
        boolean evaluatedLater = s.evidence().tallies().values().stream()
                .anyMatch(tally -> tally.through().isAfter(latest)
                        && tally.through().isAfter(s.evidence().effectiveAt()));
        return s.guarded().isPresent() && (effectiveLater || evaluatedLater)
                ? Optional.of(new Decision.RestartClock())
                : Optional.empty();
    }

    static Optional<Decision> waitForPropagation(Situation s) {
        Instant effectiveAt = s.evidence().effectiveAt();
        return s.now().isBefore(effectiveAt)
                ? Optional.of(new Stay(
                        Reason.Progressing,
                        "Stage " + s.stage().orElseThrow() + ": entered; clients are taken to see it from "
                                + effectiveAt + " on"))
                : Optional.empty();
    }

    static Optional<Decision> bake(Situation s) {
        Stage stage = s.stage().orElseThrow();
        Duration left = bakeTimeLeft(s, stage);
        if (left.isZero()) {
            return Optional.empty();
        }
        // The instant stays the same while all is well, so that it need not be written again with every look.
        Instant end = s.evidence().bake().through().plus(left);
        return Optional.of(new Stay(
                Reason.Progressing,
                "Stage " + stage + ": bake time " + DurationText.format(bakeTime(s, stage)) + ", over at " + end
                        + " if all goes on passing"
                        + (mayEndEarly(s, stage) ? ", or sooner if shown to be safe" : "")));
    }

    /** Returns the bake time that is still missing, zero if none. */
    static Duration bakeTimeLeft(Situation s, Stage stage) {
        Duration left = bakeTime(s, stage).minus(s.evidence().bake().baked());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns how long a stage has to bake: shorter if the evidence is in. */
    private static Duration bakeTime(Situation s, Stage stage) {
        Duration least = s.plan().guarantee().minBakeTime();
        boolean early = s.plan().guarantee().advanceEarly() && least.compareTo(stage.bakeTime()) < 0;
        return early && Conclusion.of(s, stage) == Conclusion.Safe ? least : stage.bakeTime();
    }

    private static boolean mayEndEarly(Situation s, Stage stage) {
        return s.plan().guarantee().advanceEarly() && Conclusion.of(s, stage) == Conclusion.Open;
    }

    /** The bake time is over, and the sequential tests have seen too little to call the stage safe. */
    static Optional<Decision> decideWhenInconclusive(Situation s) {
        Stage stage = s.stage().orElseThrow();
        if (Conclusion.of(s, stage) != Conclusion.Open) {
            return Optional.empty();
        }
        String missing = "inconclusive: " + Conclusion.missing(s, stage);
        return switch (s.plan().guarantee().onInconclusive()) {
            case Advance -> Optional.empty();
            case Hold ->
                Optional.of(new Stay(
                        Reason.Holding,
                        "Stage " + stage + ": " + missing + "; it goes on by itself when there is enough, or set"
                                + " spec.guardrails.onInconclusive"));
            case Rollback ->
                Optional.of(RollbackRules.rollBack(s, "Inconclusive", "stage " + stage + " stayed " + missing));
        };
    }

    static Optional<Decision> stopAtHoldStage(Situation s) {
        Stage stage = s.stage().orElseThrow();
        return s.plan()
                .holdAt()
                .filter(holdAt -> stage.index() >= holdAt && !s.plan().isLast(stage))
                .map(holdAt -> new Stay(
                        Reason.Suspended,
                        "spec.holdAt " + s.plan().stages().get(holdAt).name() + " is reached: it stays at "
                                + percentage(s) + ", and guardrails go on watching"));
    }

    static Optional<Decision> complete(Situation s) {
        Stage stage = s.stage().orElseThrow();
        return s.plan().isLast(stage) ? Optional.of(Completion.of(s, stage)) : Optional.empty();
    }

    static Optional<Decision> advance(Situation s) {
        Stage stage = s.stage().orElseThrow();
        Stage next = s.plan().next(stage);
        return Optional.of(s.enter(
                next,
                "stage " + stage + " passed its bake time of " + DurationText.format(bakeTime(s, stage))
                        + (bakeTime(s, stage).equals(stage.bakeTime()) ? "" : ", shown to be safe")));
    }

    private static String percentage(Situation s) {
        return s.progress().confirmed().map(Reach::toString).orElse("where it is");
    }
}
