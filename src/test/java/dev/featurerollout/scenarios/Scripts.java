package dev.featurerollout.scenarios;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.DurationText;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

/** Turns the script of a scenario into metrics. */
final class Scripts {
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
