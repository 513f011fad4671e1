package dev.featurerollout.explain;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole account of a recorded decision.
 *
 * @param asOf the newest instant the status tells of
 * @param state the printed state, with its message
 * @param rule the rule that decides, by the status alone
 * @param agrees whether that rule leads to the recorded state; if not, the cause is not in this object
 * @param position in which stage it is, or what became of the attempt
 * @param rollback the look that led to the rollback, if a criterion did
 */
public record Explanation(
        String namespace,
        String name,
        Instant asOf,
        String state,
        String message,
        String rule,
        boolean agrees,
        List<String> position,
        List<Look> criteria,
        Optional<Look> rollback,
        List<String> history) {
    public Explanation {
        position = List.copyOf(position);
        criteria = List.copyOf(criteria);
        history = List.copyOf(history);
    }

    /**
     * One recorded look, and what follows from it.
     *
     * @param number which look of the stage, counted from 1
     * @param effectiveAt where the grid of looks begins
     * @param today the same look, taken today; empty if nobody was asked
     */
    public record Look(
            Criterion criterion,
            Optional<Answer> recorded,
            String message,
            String follows,
            Instant at,
            long number,
            Instant effectiveAt,
            Duration window,
            String query,
            Optional<Answer> today) {

        /** Whether today's verdict is another one. */
        public boolean differs() {
            return today.isPresent()
                    && recorded.isPresent()
                    && today.get().verdict() != recorded.get().verdict();
        }

        /** Whether the verdict is the same today, but not the value. */
        public boolean hasMoved() {
            return !differs()
                    && today.isPresent()
                    && recorded.isPresent()
                    && !today.get().isCloseTo(recorded.get());
        }
    }

    /** A verdict, and the value it was given on. */
    public record Answer(Verdict verdict, Optional<Double> value, String message) {
        /** More than sums in another order make of a number, and as exact as a rounded one is. */
        private static final double TOLERANCE = 1e-3;

        boolean isCloseTo(Answer other) {
            if (value.isEmpty() || other.value.isEmpty()) {
                return value.isEmpty() && other.value.isEmpty();
            }
            double larger = Math.max(Math.abs(value.get()), Math.abs(other.value.get()));
            return value.get().equals(other.value.get())
                    || Math.abs(value.get() - other.value.get()) <= TOLERANCE * larger;
        }
    }

    /** Whether any verdict is another one today. */
    public boolean differs() {
        return criteria.stream().anyMatch(Look::differs)
                || rollback.filter(Look::differs).isPresent();
    }
}
