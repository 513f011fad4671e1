package dev.featurerollout.measure.provider;

import dev.featurerollout.measure.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A source that refuses every question: whoever asks has named one that cannot be asked. */
record Refusing(String message) implements MetricSource {
    @Override
    public Answer at(String query, Instant time) {
        return new Refused(message);
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        for (Instant instant = first; !instant.isAfter(last); instant = instant.plus(step)) {
            answers.put(instant, new Refused(message));
        }
        return answers;
    }
}
