package dev.featurerollout.measure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Metrics that follow a script: for each query a step function of time, with gaps and faults.
 *
 * <pre>{@code
 * TimelineMetrics metrics = new TimelineMetrics(clock);
 * metrics.series("error_rate").from(t0, 0.001).from(t0.plus(minutes(9)), 0.2).noData(t1, t2);
 * metrics.unavailable(t3, t4);
 * }</pre>
 *
 * <p>Spans take in their first instant and not their last. A query without a script is refused, so that a scenario with
 * a slip of the pen does not pass for one without data.
 */
public final class TimelineMetrics implements MetricSource {

    /** One question that was asked; {@code first} is {@code last} for a single instant. */
    public record Question(String query, Instant first, Instant last) {}

    private record Span(Instant from, Instant to) {
        boolean has(Instant instant) {
            return !instant.isBefore(from) && instant.isBefore(to);
        }
    }

    private final InstantSource clock;
    private final Map<String, Timeline> timelines = new ConcurrentHashMap<>();
    private final List<Span> outages = new CopyOnWriteArrayList<>();
    private final List<Question> asked = new CopyOnWriteArrayList<>();

    /** Outages strike who asks for an instant in them; for a range its last one counts. */
    public TimelineMetrics() {
        this(null);
    }

    /** Outages strike who asks during them, for whichever instant: as a real server that is away. */
    public TimelineMetrics(InstantSource clock) {
        this.clock = clock;
    }

    /** The script of {@code query}, to be written on; empty at first, which is no data at any time. */
    public Timeline series(String query) {
        return timelines.computeIfAbsent(query, q -> new Timeline());
    }

    /** No question is answered in [{@code from}, {@code to}). */
    public TimelineMetrics unavailable(Instant from, Instant to) {
        outages.add(new Span(from, to));
        return this;
    }

    /** What was asked so far, in order. */
    public List<Question> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer at(String query, Instant time) {
        asked.add(new Question(query, time, time));
        return answer(query, time, time);
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        asked.add(new Question(query, first, last));
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        for (Instant instant = first; !instant.isAfter(last); instant = instant.plus(step)) {
            answers.put(instant, answer(query, instant, last));
        }
        return answers;
    }

    private Answer answer(String query, Instant instant, Instant last) {
        Instant now = clock == null ? last : clock.instant();
        Timeline timeline = timelines.get(query);
        if (timeline == null) {
            return new Refused("no script for this query: " + query);
        }
        if (outages.stream().anyMatch(span -> span.has(now))
                || timeline.outages.stream().anyMatch(span -> span.has(now))) {
            return new Unavailable("connection refused");
        }
        return timeline.answer(instant);
    }

    /** What one query gives over time. */
    public static final class Timeline {
        private final TreeMap<Instant, List<Sample>> steps = new TreeMap<>();
        private final List<Span> gaps = new CopyOnWriteArrayList<>();
        private final List<Span> outages = new CopyOnWriteArrayList<>();
        private volatile String refusal;

        private Timeline() {}

        /** One sample without labels, of {@code value}, from {@code start} on. */
        public Timeline from(Instant start, double value) {
            return from(start, new Sample(Map.of(), value));
        }

        /** Exactly these samples from {@code start} on; none is no data. */
        public synchronized Timeline from(Instant start, Sample... samples) {
            steps.put(start, Arrays.asList(samples));
            return this;
        }

        /** Nothing matches in [{@code from}, {@code to}), whatever the steps say. */
        public Timeline noData(Instant from, Instant to) {
            gaps.add(new Span(from, to));
            return this;
        }

        /** This query alone is not answered in [{@code from}, {@code to}). */
        public Timeline unavailable(Instant from, Instant to) {
            outages.add(new Span(from, to));
            return this;
        }

        /** The query is wrong; {@code message} is what the server says of it. */
        public Timeline refused(String message) {
            refusal = message;
            return this;
        }

        private synchronized Answer answer(Instant instant) {
            if (refusal != null) {
                return new Refused(refusal);
            }
            Map.Entry<Instant, List<Sample>> step = steps.floorEntry(instant);
            boolean nothing = step == null || gaps.stream().anyMatch(span -> span.has(instant));
            return new Series(nothing ? List.of() : step.getValue());
        }
    }
}
