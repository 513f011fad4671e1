package dev.featurerollout.scenarios;

import dev.featurerollout.measure.CohortCounters;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Turns the script of a scenario into metrics. */
final class Scripts {
    /** Time between two samples. */
    static final Duration SCRAPES = Duration.ofSeconds(10);

    private Scripts() {}

    static TimelineMetrics timeline(Scenario scenario, PlayClock clock) {
        TimelineMetrics metrics = new TimelineMetrics(clock);
        scenario.script().metrics().forEach((query, steps) -> {
            TimelineMetrics.Timeline timeline = metrics.series(query);
            steps.forEach(step -> timeline.from(time(clock, step.at()), samples(step)));
        });
        scenario.outages().forEach(outage -> metrics.unavailable(time(clock, outage.from()), time(clock, outage.to())));
        return metrics;
    }

    /** Returns metrics and counters, which are away during the outages. */
    static MetricSource metrics(Scenario scenario, PlayClock clock) {
        TimelineMetrics timeline = timeline(scenario, clock);
        CohortCounters counters = counters(scenario, clock.start());
        CohortCounters nobody = new CohortCounters(clock.start(), SCRAPES);
        nobody.away(true);
        return new Either(new SometimesAway(scenario, clock, counters, nobody), counters::knows, timeline);
    }

    /** Asks the counters what they know, and of everything else the others. */
    private record Either(MetricSource counters, Predicate<String> known, MetricSource others) implements MetricSource {
        @Override
        public Answer at(String query, Instant time) {
            return of(query).at(query, time);
        }

        @Override
        public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
            return of(query).over(query, first, last, step);
        }

        private MetricSource of(String query) {
            return known.test(query) ? counters : others;
        }
    }

    static CohortCounters counters(Scenario scenario, Instant start) {
        CohortCounters counters = new CohortCounters(start, SCRAPES);
        scenario.script()
                .counters()
                .forEach((name, all) -> all.forEach(counted -> {
                    CohortCounters.Counter counter = counters.series(name, counted.labels());
                    counted.perMinute().forEach(step -> {
                        Instant at = start.plus(DurationText.parse(step.at()));
                        if (step.value() == null) {
                            counter.gone(at);
                        } else {
                            counter.from(at, step.value());
                        }
                    });
                }));
        return counters;
    }

    private static MetricSource.Sample[] samples(Scenario.Step step) {
        if (step.values() != null) {
            return IntStream.range(0, step.values().size())
                    .mapToObj(i -> new MetricSource.Sample(
                            Map.of("pod", Integer.toString(i)), step.values().get(i)))
                    .toArray(MetricSource.Sample[]::new);
        }
        return step.value() == null
                ? new MetricSource.Sample[0]
                : new MetricSource.Sample[] {new MetricSource.Sample(Map.of(), step.value())};
    }

    static Instant time(PlayClock clock, String at) {
        return clock.start().plus(DurationText.parse(at));
    }
}
