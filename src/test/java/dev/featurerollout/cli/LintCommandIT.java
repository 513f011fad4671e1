package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linter with a real Prometheus at its side. */
class LintCommandIT {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    Path folder;

    @Test
    void prometheusHasTheLastWord() throws Exception {
        Path file = Files.writeString(folder.resolve("rollout.yaml"), """
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout}
            spec:
              flags:
              - {name: checkout, configMapRef: {name: flags, key: checkout}, format: Plain}
              stages:
              - {name: everyone, percentage: 100, bakeTime: 1h}
              args: [{name: service, value: a-service-with-a-long-name}]
              successCriteria:
              - {name: one, query: 'sum(queue_length)', max: 20}
              - {name: several, query: queue_length, max: 20}
              - {name: none, query: 'sum(queue_size)', max: 20}
              - name: refused
                max: 20
                query: |
                  sum(queue_length{service="$(service)"}) + sum(rate(queue_length))
            """);
        OpenMetricsText past = new OpenMetricsText();
        for (String pod : List.of("a", "b")) {
            past.gauge(
                    "queue_length",
                    Map.of("pod", pod),
                    NOW.minus(Duration.ofMinutes(10)),
                    NOW,
                    Duration.ofSeconds(15),
                    t -> 2.0);
        }
        try (PrometheusServer prometheus =
                new PrometheusServer("lint").backfill(past.toString()).start()) {
            Run run = Run.of(NOW, List.of("lint", "-f", file.toString(), "--prometheus-url", prometheus.url()));

            assertThat(run.out()
                            .lines()
                            .map(line -> line.substring(file.toString().length())))
                    .satisfiesExactly(
                            one -> assertThat(one)
                                    .isEqualTo(
                                            ":11:25: note Answer: spec.successCriteria[0].query: gives one series now:"
                                                    + " 4.0"),
                            several -> assertThat(several)
                                    .startsWith(":12:28: warning SeveralSeries: spec.successCriteria[1].query: gives 2"
                                            + " series now"),
                            none -> assertThat(none)
                                    .startsWith(
                                            ":13:26: note Answer: spec.successCriteria[2].query: gives no series now"),
                            refused -> assertThat(refused)
                                    .startsWith(
                                            ":17:58: error Refused: spec.successCriteria[3].query: Prometheus refuses"
                                                    + " this query here: expected type range vector"));
            assertThat(run.exitCode()).isEqualTo(1);
        }
    }
}
