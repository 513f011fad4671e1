package dev.featurerollout.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters that grow at scripted rates, and an answer to the one form of query that counts them look by look.
 *
 * <pre>{@code
 * CohortCounters counters = new CohortCounters(start, Duration.ofSeconds(10));
 * counters.series("errors_total", Map.of("variant", "on")).from(start, 3.0).from(later, 9.0);
 * }</pre>
 *
 * <p>What a real Prometheus makes of the query is the business of the tests that ask one; here only what becomes of the
 * counts. A counter that is not scripted has no series.
 */
public final class CohortCounters implements MetricSource {
    private static final String SELECTOR = "(\\w+)(?:\\{[^}]*\\})?";
    private static final Pattern COUNT =
            Pattern.compile("sum(?: by \\(([^)]*)\\))? \\(\\(\\(last_over_time\\(" + SELECTOR
                    + "\\[(\\w+)]\\) - last_over_time\\([^\\[]*\\[1h] offset \\w+\\)\\) >= 0\\) or"
                    + " last_over_time\\([^)]*\\)\\)(?:, \"featurerollout\", \"(\\w+)\")?");
    private static final Pattern LAST_HOUR =
            Pattern.compile("sum by \\(([^)]*)\\) \\(increase\\(" + SELECTOR + "\\[1h\\]\\)\\)");
    private static final Duration MEMORY = Duration.ofHours(1);

    private final Instant start;
    private final Duration scrapes;
    private final Map<String, List<Counter>> counters = new LinkedHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private boolean away;

    /** @param scrapes the time between two samples, the first of which is at {@code start} */
    public CohortCounters(Instant start, Duration scrapes) {
        this.start = start;
        this.scrapes = scrapes;
    }

    /** Adds a series of the counter {@code name}, which does not exist until it is given a rate. */
    public Counter series(String name, Map<String, String> labels) {
        Counter counter = new Counter(labels);
        counters.computeIfAbsent(name, any -> new ArrayList<>()).add(counter);
        return counter;
    }

    /** Returns the series of a counter. */
    public List<Counter> all(String name) {
        return List.copyOf(counters.getOrDefault(name, List.of()));
    }

    /** Whether a query asks for one of these counters. */
    public boolean knows(String query) {
        return counters.keySet().stream().anyMatch(query::contains);
    }

    /** From now on nobody answers, or somebody does again. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** What was asked: one entry for each question, instants and ranges alike. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer at(String query, Instant time) {
        asked.add(query);
        return answer(query, time);
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        asked.add(query);
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        for (Instant at = first; !at.isAfter(last); at = at.plus(step)) {
            answers.put(at, answer(query, at));
        }
        return answers;
    }

    private Answer answer(String query, Instant at) {
        if (away) {
            return new Unavailable("connection refused");
        }
        Matcher lastHour = LAST_HOUR.matcher(query);
        if (lastHour.matches()) {
            return new Series(sum(lastHour.group(2), labels(lastHour.group(1)), Map.of(), at, MEMORY));
        }
        List<Sample> samples = new ArrayList<>();
        for (MatchResult count : COUNT.matcher(query).results().toList()) {
            Map<String, String> counted = count.group(4) == null ? Map.of() : Map.of("featurerollout", count.group(4));
            Duration offset = dev.featurerollout.model.DurationText.parse(count.group(3));
            samples.addAll(sum(count.group(2), labels(count.group(1)), counted, at, offset));
        }
        return COUNT.matcher(query).find() ? new Series(samples) : new Refused("not a count: " + query);
    }

    private static List<String> labels(String by) {
        return by == null ? List.of() : List.of(by.split(", "));
    }

    private List<Sample> sum(String name, List<String> by, Map<String, String> counted, Instant at, Duration interval) {
        Map<Map<String, String>, Double> sums = new LinkedHashMap<>();
        for (Counter counter : counters.getOrDefault(name, List.of())) {
            Map<String, String> group = new TreeMap<>(counter.labels);
            group.keySet().retainAll(by);
            group.putAll(counted);
            counter.since(at, interval).ifPresent(count -> sums.merge(group, count, Double::sum));
        }
        return sums.entrySet().stream()
                .map(entry -> new Sample(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** One series. */
    public final class Counter {
        private final Map<String, String> labels;
        private final TreeMap<Instant, Optional<Double>> perMinute = new TreeMap<>();

        private Counter(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
        }

        /** Grows by so much a minute from {@code at} on; the first time, it is born then, at zero. */
        public Counter from(Instant at, double rate) {
            perMinute.put(at, Optional.of(rate));
            return this;
        }

        /** Is not there from {@code at} on: not scraped, and not growing. */
        public Counter gone(Instant at) {
            perMinute.put(at, Optional.empty());
            return this;
        }

        public Map<String, String> labels() {
            return labels;
        }

        /** Returns its sample at an instant; empty where it is not there. */
        public Optional<Double> value(Instant at) {
            Map.Entry<Instant, Optional<Double>> now = perMinute.floorEntry(at);
            if (now == null || now.getValue().isEmpty()) {
                return Optional.empty();
            }
            double value = 0;
            for (Map.Entry<Instant, Optional<Double>> step :
                    perMinute.headMap(at, false).entrySet()) {
                Instant next = perMinute.higherKey(step.getKey());
                Instant end = next == null || next.isAfter(at) ? at : next;
                value += step.getValue().orElse(0.0)
                        * Duration.between(step.getKey(), end).toMillis()
                        / 60_000;
            }
            return Optional.of(value);
        }

        private Optional<Double> since(Instant at, Duration interval) {
            Instant before = at.minus(interval);
            return newest(at, interval).map(now -> now - newest(before, MEMORY).orElse(0.0));
        }

        /** As last_over_time sees it: the newest sample of the time before an instant. */
        private Optional<Double> newest(Instant at, Duration range) {
            for (Instant t = sampled(at); t.isAfter(at.minus(range)); t = t.minus(scrapes)) {
                Optional<Double> value = value(t);
                if (value.isPresent()) {
                    return value;
                }
            }
            return Optional.empty();
        }
    }

    private Instant sampled(Instant at) {
        long scraped = Math.floorDiv(Duration.between(start, at).toMillis(), scrapes.toMillis());
        return start.plus(scrapes.multipliedBy(scraped));
    }
}
