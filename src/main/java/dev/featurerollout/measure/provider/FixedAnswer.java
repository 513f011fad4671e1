package dev.featurerollout.measure.provider;

import dev.featurerollout.measure.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A source that gives every query the same answer: none can be sent. */
record FixedAnswer(Answer answer) implements MetricSource {

    /** The criterion names a provider that does not serve it. */
    static FixedAnswer refused(String message) {
        return new FixedAnswer(new Refused(message));
    }

    /** Whether there is such a provider is not known now. */
    static FixedAnswer unavailable(String message) {
        return new FixedAnswer(new Unavailable(message));
    }

    @Override
    public Answer at(String query, Instant time) {
        return answer;
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        for (Instant instant = first; !instant.isAfter(last); instant = instant.plus(step)) {
            answers.put(instant, answer);
        }
        return answers;
    }
}
