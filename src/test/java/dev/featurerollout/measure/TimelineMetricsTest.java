package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.TimelineMetrics.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineMetricsTest extends MetricSourceContract {

    private static final Instant OUTAGE = Instant.parse("2026-02-01T00:00:00Z");

    private Instant now = OUTAGE.minusSeconds(1);
    private final TimelineMetrics metrics = contractWorld(() -> now, OUTAGE);

    /** Returns the world of the contract, with nobody to ask for a minute from {@code outage} on. */
    static TimelineMetrics contractWorld(InstantSource clock, Instant outage) {
        TimelineMetrics metrics = new TimelineMetrics(clock).unavailable(outage, outage.plusSeconds(60));
        metrics.series(STEPS).from(START, 1).from(RISE, 2.5).from(END);
        metrics.series(PODS).from(START, new Sample(Map.of("pod", "a"), 3), new Sample(Map.of("pod", "b"), 4));
        metrics.series(SCALAR).from(Instant.MIN, Double.NaN).from(START, 2).from(RISE, 3.5);
        metrics.series(INFINITE).from(START, Double.POSITIVE_INFINITY).from(END);
        metrics.series(MINUS_INFINITE).from(START, Double.NEGATIVE_INFINITY);
        metrics.series(NOT_A_NUMBER).from(START, Double.NaN);
        metrics.series(BROKEN).refused("parse error: unclosed left parenthesis");
        metrics.series(TEXT).refused("not a number");
        return metrics;
    }

    @Override
    protected MetricSource source() {
        return metrics;
    }

    @Override
    protected void goDown() {
        now = OUTAGE;
    }

    @Override
    protected void comeBack() {
        now = OUTAGE.plusSeconds(60);
    }

    @Test
    void aGapHidesTheSteps() {
        metrics.series(STEPS).noData(START.plusSeconds(60), START.plusSeconds(120));
        assertThat(metrics.over(STEPS, START, START.plusSeconds(120), Duration.ofMinutes(1))
                        .values())
                .containsExactly(one(1), new Series(List.of()), one(1));
    }

    @Test
    void withoutAClockFaultsGoByTheInstantAskedFor() {
        TimelineMetrics clockless = new TimelineMetrics();
        clockless.series("a").from(START, 1).unavailable(RISE, END);
        clockless.series("b").from(START, 1);
        assertThat(clockless.at("a", START)).isEqualTo(one(1));
        assertThat(clockless.at("a", RISE)).isInstanceOf(Unavailable.class);
        assertThat(clockless.at("b", RISE)).isEqualTo(one(1));
        assertThat(clockless.over("a", START, RISE, Duration.ofMinutes(5)).values())
                .hasSize(3)
                .hasOnlyElementsOfType(Unavailable.class);
    }

    @Test
    void whatWasNotScriptedIsRefused() {
        assertThat(metrics.at("typo", RISE)).isEqualTo(new Refused("no script for this query: typo"));
        assertThat(metrics.asked()).containsExactly(new Question("typo", RISE, RISE));
    }
}
