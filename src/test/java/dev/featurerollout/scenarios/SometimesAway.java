package dev.featurerollout.scenarios;

import dev.featurerollout.measure.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Asks one source, and during the outages of a scenario another one, where nobody answers. */
record SometimesAway(Scenario scenario, PlayClock clock, MetricSource usual, MetricSource nobody)
        implements MetricSource {
    @Override
    public Answer at(String query, Instant time) {
        return now().at(query, time);
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        return now().over(query, first, last, step);
    }

    private MetricSource now() {
        boolean away = scenario.outages().stream()
                .anyMatch(outage -> !clock.instant().isBefore(Scripts.time(clock, outage.from()))
                        && clock.instant().isBefore(Scripts.time(clock, outage.to())));
        return away ? nobody : usual;
    }
}
