package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Progress.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What happens when somebody else writes the flags: lowering is respected, raising is brought back. */
public final class FlagRules {
    /** So many raises are brought back within {@link #CONTEST_WINDOW}; after that a person is needed. */
    static final int MOST_CORRECTIONS = 3;

    static final Duration CONTEST_WINDOW = Duration.ofMinutes(10);

    private FlagRules() {}

    static Optional<Decision> refuseUnreadable(Situation s) {
        return s.flags().problem().map(problem -> new Stay(Reason.FlagNotFound, problem));
    }

    private static Optional<Decision> stopContest(Situation s) {
        return s.flags()
                .firstRaised()
                .filter(flag -> isContested(s))
                .map(flag -> new Stay(
                        Reason.FlagContested,
                        raised(flag) + ", and was brought back "
                                + s.progress().drift().corrections()
                                + " times since "
                                + s.progress().drift().firstCorrectionAt().orElseThrow()
                                + ": it is left alone for now. " + GitOpsAdvice.of(flag)));
    }

    static Optional<Decision> stopContestWhileActive(Situation s) {
        return s.progress().isActive() ? stopContest(s) : Optional.empty();
    }

    static Optional<Decision> bringBackWhileActive(Situation s) {
        return s.progress().isActive() ? bringBack(s, Reason.Progressing) : Optional.empty();
    }

    private static Optional<Decision> bringBack(Situation s, Reason state) {
        return s.flags().firstRaised().map(flag -> new Decision.BringBack(state, raised(flag) + ": brought back"));
    }

    /** Brings back, or stops correcting, whatever state the rollout is in. */
    static Optional<Decision> correctRaised(Situation s, Reason state) {
        return stopContest(s).or(() -> bringBack(s, state));
    }

    static Optional<Decision> respectLowered(Situation s) {
        return s.flags().firstLowered().map(flag -> {
            boolean released = s.progress().drift().releasedBySuspend();
            if (s.plan().suspended()) {
                return new Stay(Reason.Suspended, "spec.suspend is set; " + lowered(flag));
            }
            return released ? goOnFromBelow(s) : new Stay(Reason.Holding, respected(flag));
        });
    }

    /**
     * Goes on from the stage that lies below what somebody lowered the flags to, so that they never rise without
     * evidence of their own.
     */
    private static Decision goOnFromBelow(Situation s) {
        Reach lowest = s.flags().all().stream()
                .flatMap(flag -> flag.live().stream())
                .reduce(Reach::and)
                .orElse(Reach.NOBODY);
        Stage stage = s.plan().stages().stream()
                .filter(candidate -> !candidate.reach().isAbove(lowest))
                .reduce((lower, higher) -> higher)
                .orElse(s.plan().first());
        return s.enter(stage, "resumed after a flag was lowered by hand");
    }

    private static String respected(Flag flag) {
        return lowered(flag) + ", which is respected: it goes on when the value is put back to "
                + flag.known().orElseThrow().reach() + ", or after spec.suspend was set and unset. "
                + GitOpsAdvice.of(flag);
    }

    /** Says who lowered a flag. */
    public static String lowered(Flag flag) {
        return changed(flag, "lowered");
    }

    /** Says who raised a flag. */
    public static String raised(Flag flag) {
        return changed(flag, "raised");
    }

    private static String changed(Flag flag, String verb) {
        return "flag " + flag.target().name() + " was " + verb + " from "
                + flag.known().orElseThrow().reach() + " to "
                + flag.live().orElseThrow() + " by " + flag.writer().orElse("somebody else");
    }

    private static boolean isContested(Situation s) {
        Drift drift = s.progress().drift();
        return drift.corrections() >= MOST_CORRECTIONS && isOngoing(drift, s.now());
    }

    /** Whether a raise at {@code now} counts together with those before; one in the future is of a clock that was ahead. */
    public static boolean isOngoing(Drift drift, Instant now) {
        return drift.firstCorrectionAt()
                .filter(first -> !first.isAfter(now) && now.isBefore(contestEnds(drift)))
                .isPresent();
    }

    /** Returns until when raises count together. */
    public static Instant contestEnds(Drift drift) {
        return drift.firstCorrectionAt()
                .map(first -> first.plus(CONTEST_WINDOW))
                .orElse(Instant.MIN);
    }
}
