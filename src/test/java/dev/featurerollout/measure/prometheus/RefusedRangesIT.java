package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A real Prometheus that may load few samples for one query. */
class RefusedRangesIT {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    @Test
    void whatIsTooMuchForOneQueryIsAskedInSeveral() throws Exception {
        OpenMetricsText past = new OpenMetricsText()
                .gauge("errors", Map.of(), NOON, NOON.plusSeconds(7200), Duration.ofSeconds(15), at -> 0.5);
        try (PrometheusServer server = new PrometheusServer("thrifty")
                        .backfill(past.toString())
                        .option("--query.max-samples=60")
                        .start();
                PrometheusSource source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            Map<Instant, Answer> hour = source.over(
                    "max(max_over_time(errors[5m]))",
                    NOON.plusSeconds(600),
                    NOON.plusSeconds(4200),
                    Duration.ofSeconds(30));
            assertThat(hour)
                    .hasSize(121)
                    .allSatisfy((at, answer) ->
                            assertThat(answer).isEqualTo(new Series(List.of(new Sample(Map.of(), 0.5)))));
        }
    }
}
