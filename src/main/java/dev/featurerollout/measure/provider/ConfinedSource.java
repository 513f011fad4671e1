package dev.featurerollout.measure.provider;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.promql.ConfinedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A source as the rollouts of one namespace may ask it: their queries read only series with the enforced labels, and
 * no more than the limits.
 *
 * @param provider its name, for messages
 */
record ConfinedSource(
        String provider,
        MetricSource source,
        Map<String, String> labels,
        Optional<Integer> maxSeries,
        Optional<Duration> maxRange)
        implements MetricSource {

    @Override
    public Answer at(String query, Instant time) {
        return confined(query, refusal -> refusal, text -> limited(source.at(text, time)));
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        return confined(query, refusal -> new FixedAnswer(refusal).over(query, first, last, step), text -> {
            Map<Instant, Answer> answers = new LinkedHashMap<>();
            source.over(text, first, last, step).forEach((instant, answer) -> answers.put(instant, limited(answer)));
            return answers;
        });
    }

    private <T> T confined(String query, Function<Refused, T> refused, Function<String, T> asked) {
        Optional<Refused> tooFar = tooFar(query);
        if (tooFar.isPresent()) {
            return refused.apply(tooFar.get());
        }
        if (labels.isEmpty()) {
            return asked.apply(query);
        }
        return switch (ConfinedQuery.of(query, labels)) {
            case ConfinedQuery.Confined(String text) -> asked.apply(text);
            case ConfinedQuery.Refused(String why) ->
                refused.apply(new Refused("MetricsProvider " + provider
                        + " confines queries to your namespace (spec.enforce), and this one cannot be confined: "
                        + why));
        };
    }

    private Optional<Refused> tooFar(String query) {
        if (maxRange.isEmpty()) {
            return Optional.empty();
        }
        String most = DurationText.format(maxRange.get());
        Optional<Duration> range = ConfinedQuery.range(query);
        if (range.isEmpty()) {
            return Optional.of(new Refused("MetricsProvider " + provider + " limits the range of queries to " + most
                    + " (spec.namespaceLimits.maxRange), and the range of this one cannot be determined:"
                    + " simplify the query"));
        }
        return range.filter(length -> length.compareTo(maxRange.get()) > 0)
                .map(length -> new Refused("the query reads a range of " + DurationText.format(length)
                        + ", and MetricsProvider " + provider + " allows " + most
                        + " (spec.namespaceLimits.maxRange): shorten the range or the subquery"));
    }

    private Answer limited(Answer answer) {
        return answer instanceof Series series
                        && maxSeries
                                .filter(most -> series.samples().size() > most)
                                .isPresent()
                ? new Refused("the query returned " + series.samples().size() + " series, and MetricsProvider "
                        + provider + " allows " + maxSeries.get()
                        + " (spec.namespaceLimits.maxSeries): aggregate them in the query, for instance with sum()")
                : answer;
    }
}
