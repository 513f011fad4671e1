package dev.featurerollout.rehearse;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when the metrics of a rollout are recorded: asked before anything is played.
 *
 * @param since for each criterion the first instant with data; empty if there is none
 * @param unavailable why this is not known, if the metrics could not be had
 */
public record RecordedData(Map<String, Optional<Instant>> since, Optional<String> unavailable) {
    /** Of a range: enough to find data, and one cheap query. */
    private static final int INSTANTS = 500;

    private static final Duration FINEST = Duration.ofMinutes(1);

    public RecordedData {
        since = Collections.unmodifiableMap(new LinkedHashMap<>(since));
    }

    /** @param queries by the names of the criteria */
    public static RecordedData of(MetricSource source, Map<String, String> queries, Instant begin, Instant end) {
        Map<String, Optional<Instant>> since = new LinkedHashMap<>();
        for (Map.Entry<String, String> criterion : queries.entrySet()) {
            Map<Instant, Answer> answers = over(source, criterion.getValue(), begin, end);
            Optional<String> unavailable = answers.values().stream()
                    .filter(Unavailable.class::isInstance)
                    .map(answer -> ((Unavailable) answer).message())
                    .findFirst();
            if (unavailable.isPresent()) {
                return new RecordedData(Map.of(), unavailable);
            }
            since.put(
                    criterion.getKey(),
                    first(answers)
                            .map(first -> first.equals(begin)
                                    ? first
                                    : first(over(source, criterion.getValue(), first.minus(step(begin, end)), first))
                                            .orElse(first)));
        }
        return new RecordedData(since, Optional.empty());
    }

    private static Map<Instant, Answer> over(MetricSource source, String query, Instant begin, Instant end) {
        return source.over(query, begin, end, step(begin, end));
    }

    private static Duration step(Instant begin, Instant end) {
        Duration step = Duration.ofSeconds(Duration.between(begin, end).toSeconds() / INSTANTS);
        return step.compareTo(FINEST) < 0 ? FINEST : step;
    }

    /** What is refused is not missing: playing says what is wrong with it. */
    private static Optional<Instant> first(Map<Instant, Answer> answers) {
        return answers.entrySet().stream()
                .filter(answer -> !(answer.getValue() instanceof Series series
                        && series.samples().isEmpty()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns the criteria without any data. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        since.forEach((criterion, first) -> {
            if (first.isEmpty()) {
                missing.add(criterion);
            }
        });
        return missing;
    }

    /** Whether there is nothing at all to play a rollout against. */
    public boolean isEmpty() {
        return !since.isEmpty() && missing().size() == since.size();
    }

    /** Returns the instant from which on there is data for every criterion that has any. */
    public Optional<Instant> begin() {
        return since.values().stream().flatMap(Optional::stream).max(Instant::compareTo);
    }
}
