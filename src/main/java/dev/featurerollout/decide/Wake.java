package dev.featurerollout.decide;

import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Progress.Outcome;
import dev.featurerollout.plan.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When to look again, at the latest: computed from what is remembered, so that a restart wakes at the same time. */
public final class Wake {
    /** After an unanswered question the next try is not later than this, however long the interval. */
    private static final Duration RETRY = Duration.ofSeconds(15);

    /** Without anything to wait for: events wake it anyway, this is for those that were lost. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(5);

    private Wake() {}

    /** Returns the next wake-up after {@code situation.now()}; empty if only an event can change anything. */
    public static Optional<Instant> after(Situation situation) {
        if (situation.progress().ended(Outcome.Completed) && situation.attemptIsCurrent()) {
            return Optional.empty();
        }
        Instant now = situation.now();
        return Stream.concat(Stream.of(now.plus(HEARTBEAT)), candidates(situation))
                .filter(instant -> instant.isAfter(now))
                .min(Instant::compareTo);
    }

    private static Stream<Instant> candidates(Situation s) {
        Stream<Instant> looks = Watch.of(s.plan(), s.progress()).stream()
                .flatMap(watch -> watch.criteria().stream().flatMap(criterion -> looks(s, watch, criterion)));
        Stream<Instant> stage =
                s.stage().stream().flatMap(current -> Stream.of(s.evidence().effectiveAt(), bakeEnd(s, current)));
        Stream<Instant> hold = s.plan().holdDeadline().stream()
                .flatMap(deadline -> s.progress().holdingSince().stream().map(since -> since.plus(deadline.after())));
        Stream<Instant> rollback = s.progress().rollback().stream()
                .filter(r -> r.patchedAt().isPresent() && r.outcome().isEmpty())
                .map(r -> RollbackRules.recoveryDeadline(s, r));
        Stream<Instant> contest = Stream.of(FlagRules.contestEnds(s.progress().drift()));
        return Stream.of(looks, tries(s), stage, hold, rollback, contest).flatMap(stream -> stream);
    }

    /** Before an attempt the queries are tried again, until every one is answered. */
    private static Stream<Instant> tries(Situation s) {
        boolean pending = Watch.of(s.plan(), s.progress()).isEmpty()
                && s.evidence().tallies().values().stream()
                        .flatMap(tally -> tally.verdict().stream())
                        .anyMatch(verdict -> verdict == Verdict.Unavailable || verdict == Verdict.NoData);
        return pending ? Stream.of(s.now().plus(RETRY)) : Stream.of();
    }

    private static Stream<Instant> looks(Situation s, Watch watch, Criterion criterion) {
        if (watch.isDecidedBy(criterion, s.evidence().tally(criterion.name()))) {
            return Stream.empty();
        }
        Grid grid = new Grid(watch.effectiveAt(), criterion.interval());
        Instant next = grid.nextAskAfter(s.now());
        if (s.evidence().verdict(criterion).filter(Verdict.Unavailable::equals).isPresent()) {
            return Stream.of(next, s.now().plus(RETRY));
        }
        boolean behind = grid.isDue(s.evidence().tally(criterion.name()).through(), s.now());
        return behind ? Stream.of(s.now().plusMillis(1)) : Stream.of(next);
    }

    private static Instant bakeEnd(Situation s, Stage stage) {
        return s.evidence().bake().through().plus(StageRules.bakeTimeLeft(s, stage));
    }
}
