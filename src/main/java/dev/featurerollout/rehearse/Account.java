package dev.featurerollout.rehearse;

import dev.featurerollout.decide.Decision.Cause;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one rehearsal came to.
 *
 * @param stages that were entered, in order
 * @param looks of all criteria, in order of time
 * @param holds the spans in which it did not go on, such as for a warning
 */
public record Account(Instant start, List<Stay> stages, List<Look> looks, List<Hold> holds, End end) {
    public Account {
        stages = List.copyOf(stages);
        looks = List.copyOf(looks);
        holds = List.copyOf(holds);
    }

    /**
     * The time spent in one stage.
     *
     * @param effectiveAt from when on it was judged
     */
    public record Stay(Stage stage, Instant enteredAt, Instant effectiveAt, Instant leftAt) {
        public Duration length() {
            return Duration.between(enteredAt, leftAt);
        }
    }

    /** One look of one criterion. */
    public record Look(Stage stage, Criterion criterion, Evaluation seen) {
        /** Returns how far inside its bounds it was; empty without a value or a bound. */
        public Optional<Margin> margin() {
            return seen.value().flatMap(value -> Margin.of(criterion, value));
        }
    }

    /** A span of time in which it did not go on. */
    public record Hold(Reason reason, Instant from, Instant to, String message) {
        public Duration length() {
            return Duration.between(from, to);
        }
    }

    /** How it ended. */
    public sealed interface End {
        Instant at();
    }

    /** It reached its last stage and proved itself. */
    public record Completed(Instant at) implements End {}

    /** The flags would have gone back. */
    public record RolledBack(Instant at, Optional<Stage> stage, Cause cause) implements End {
        /** Returns the criterion that failed, or what else it was. */
        public String culprit() {
            return cause.criterion().orElse(cause.reason());
        }
    }

    /**
     * There is nothing more to be played, and it had not ended.
     *
     * @param reason the state it was left in
     */
    public record Unfinished(Instant at, Reason reason, String message) implements End {}

    /** The metrics could not be had: nothing can be said. */
    public record Unanswered(Instant at, String message) implements End {}

    public Duration length() {
        return Duration.between(start, end.at());
    }

    /** Returns how long it did not go on, all in all. */
    public Duration held() {
        return holds.stream().map(Hold::length).reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns how long it did not go on while in one stage. */
    public Duration held(Stay stay) {
        return holds.stream()
                .filter(hold ->
                        !hold.from().isBefore(stay.enteredAt()) && hold.from().isBefore(stay.leftAt()))
                .map(Hold::length)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the looks of one criterion. */
    public Stream<Look> looks(String criterion) {
        return looks.stream().filter(look -> look.criterion().name().equals(criterion));
    }

    /** Returns how often each verdict was given on a criterion. */
    public Map<Verdict, Long> verdicts(String criterion) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        looks(criterion).forEach(look -> counts.merge(look.seen().verdict(), 1L, Long::sum));
        return counts;
    }

    /** Returns the look that came closest to its bound, or went furthest beyond it, of one criterion. */
    public Optional<Look> closest(String criterion) {
        return closest(looks(criterion));
    }

    /** Returns the look that came closest to its bound, or went furthest beyond it, of all that could act. */
    public Optional<Look> closest() {
        return closest(looks.stream().filter(look -> !look.criterion().dryRun()));
    }

    private static Optional<Look> closest(Stream<Look> looks) {
        return looks.filter(look -> look.margin().isPresent())
                .min(Comparator.comparing(look -> look.margin().orElseThrow()));
    }
}
