package dev.featurerollout.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What the metric of one criterion does over time. */
record Script(List<Step> steps) {

    /** What a metric says at an instant. */
    enum Kind {
        PASS(0.001),
        AT_WARNING(0.005),
        BEYOND_WARNING(0.007),
        AT_MAX(0.01),
        FAIL(0.05),
        INFINITE(Double.POSITIVE_INFINITY),
        MINUS_INFINITE(Double.NEGATIVE_INFINITY),
        NAN(Double.NaN),
        NOTHING(null),
        TWO_SERIES(null),
        REFUSED(null),
        TOO_FEW(0.001);

        final Double value;

        Kind(Double value) {
            this.value = value;
        }
    }

    /** {@code kind} for {@code seconds}; the last one goes on for ever. */
    record Step(int seconds, Kind kind) {
        @Override
        public String toString() {
            return kind + " " + seconds + "s";
        }
    }

    Kind at(Instant instant) {
        long second = Duration.between(History.START, instant).toMillis();
        for (Step step : steps) {
            second -= step.seconds * 1000L;
            if (second < 0) {
                return step.kind;
            }
        }
        return steps.get(steps.size() - 1).kind;
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }
}
