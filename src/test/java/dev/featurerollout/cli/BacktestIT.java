package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.docs.Docs;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A week with two incidents in a real Prometheus, and what a rollout would have made of it. */
@Tag("prometheus")
class BacktestIT {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
    private static final Instant BEGIN = NOW.minus(Duration.ofDays(7));
    private static final Duration SCRAPE = Duration.ofSeconds(30);
    private static final Instant TUESDAY = Instant.parse("2026-11-17T14:03:10Z");
    private static final Instant FRIDAY = Instant.parse("2026-11-20T02:41:40Z");
    private static final Duration DELAY = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final List<Duration> BAKE_TIMES =
            List.of(Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1));

    private static final String ROLLOUT = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: flags}
        ---
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: flags, key: checkout}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: half, percentage: 50, bakeTime: 30m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          args:
          - {name: service, value: checkout}
          successCriteria:
          - name: error-rate
            query: max(error_ratio{job="$(service)"})
            max: "0.01"
            interval: 1m
            failureLimit: 2
          - name: slow-share
            ratio:
              bad: sum(rate(slow_requests_total[$(window)]))
              of: sum(rate(requests_total[$(window)]))
            max: "0.05"
            window: 5m
            interval: 1m
        """;

    private static PrometheusServer prometheus;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        Instant first = BEGIN.minus(Duration.ofHours(1));
        Map<String, String> labels = Map.of("job", "checkout");
        OpenMetricsText past = new OpenMetricsText()
                .gauge("error_ratio", labels, first, NOW, SCRAPE, t -> isIncident(t) ? 0.2 : 0.001)
                .counter("requests", labels, first, NOW, SCRAPE, t -> 50.0 * seconds(first, t))
                .counter("slow_requests", labels, first, NOW, SCRAPE, t -> 0.5 * seconds(first, t));
        prometheus = new PrometheusServer("backtest").backfill(past.toString()).start();
    }

    @AfterAll
    static void stop() {
        prometheus.close();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds();
    }

    private static boolean isIncident(Instant at) {
        return isIn(at, TUESDAY, Duration.ofMinutes(20)) || isIn(at, FRIDAY, Duration.ofMinutes(7));
    }

    private static boolean isIn(Instant at, Instant from, Duration length) {
        return !at.isBefore(from) && at.isBefore(from.plus(length));
    }

    private Run run(String manifest, String... more) throws Exception {
        return run(NOW, manifest, more);
    }

    private Run run(Instant now, String manifest, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("rollout.yaml"), manifest);
        List<String> args = new ArrayList<>(List.of("backtest", "-f", file.toString()));
        args.addAll(List.of(more));
        return Run.of(now, args);
    }

    @Test
    void aWeekWithTwoIncidents() throws Exception {
        Run run = run(ROLLOUT, "--prometheus-url", prometheus.url(), "-o", "json");

        JsonNode told = new ObjectMapper().readTree(run.out());
        Map<String, String> expected = new HashMap<>();
        Map<String, String> played = new HashMap<>();
        for (JsonNode each : told.path("runs")) {
            Instant start = Instant.parse(each.path("start").asText());
            expected.put(start.toString(), Model.play(start));
            played.put(
                    start.toString(),
                    each.path("outcome").asText() + " " + each.path("at").asText());
        }
        assertThat(played).hasSizeGreaterThan(160).isEqualTo(expected);
        assertThat(played.values().stream()
                        .filter(end -> end.startsWith("RolledBack"))
                        .count())
                .isEqualTo(told.path("all").path("rolledBack").asLong())
                .isPositive();
        assertThat(told.path("all").path("incidents")).hasSize(2);
        assertThat(told.path("all").path("incidents").findValuesAsText("criterion"))
                .containsOnly("error-rate");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(told.path("looks").asInt()).isGreaterThan(30_000);
        assertThat(told.path("queries").asInt()).as("HTTP queries").isLessThan(400);
    }

    @Test
    void theDocumentShowsWhatIsPrinted() throws Exception {
        Run run = run(ROLLOUT, "--prometheus-url", prometheus.url(), "--every", "3h");

        String howManyQueries = "[0-9]+ looks, with [0-9]+ queries to Prometheus\n";
        assertThat(run.out()).containsPattern(howManyQueries);
        Docs.assertPrinted(Docs.of("backtest.md"), "output", run.out().replaceFirst("\n" + howManyQueries, ""));
    }

    @Test
    void quietDaysAreTold() throws Exception {
        Run run = run(
                ROLLOUT,
                "--prometheus-url",
                prometheus.url(),
                "--since",
                "2026-11-20T12:00:00Z",
                "--every",
                "30m",
                "--picture",
                folder.resolve("quiet.svg").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .contains("As if new-checkout had been applied at 2026-11-20T12:00:00Z:")
                .anyMatch(line -> line.startsWith("Completed at 2026-11-20T13:46:02Z, after 1h46m2s"))
                .anyMatch(line -> line.matches("rolled back +0 +0 %"))
                .anyMatch(
                        line -> line.startsWith("closest without a rollback: slow-share, 0.01, 80 % inside max 0.05"));
        assertThat(run.err().lines())
                .hasSizeBetween(5, 10)
                .allMatch(line -> line.matches("played [0-9]+ of [0-9]+ starts"));
        assertThat(folder.resolve("quiet.svg"))
                .content()
                .startsWith("<svg ")
                .contains("new-checkout: completed after 1h46m2s", "everyone 100 %", "max 0.05");
    }

    /** Half an hour is recorded, a week is asked for. */
    @Test
    void nothingIsPlayedBeforeThereIsData() throws Exception {
        Instant now = BEGIN.minus(Duration.ofMinutes(25));

        Run run = run(now, ROLLOUT, "--prometheus-url", prometheus.url(), "--since", "7d");

        assertThat(run.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("Prometheus has data since 2026-11-15T04:0"));
        assertThat(run.out()).contains("As if new-checkout had been applied at 2026-11-15T04:0", "Not over at");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aMisspeltServiceIsNoGoodNews() throws Exception {
        Run run = run(
                ROLLOUT.replace("value: checkout", "value: chekout")
                        .replace("requests_total[", "requests_total{job=\"$(service)\"}["),
                "--prometheus-url",
                prometheus.url());

        assertThat(run.err())
                .contains("criterion error-rate: no data between 2026-11-15T05:00:00Z and 2026-11-22T05:00:00Z. Check")
                .contains("criterion slow-share: no data between");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aCriterionWithoutDataIsNamed() throws Exception {
        Run run = run(
                ROLLOUT.replace("error_ratio", "eror_ratio"),
                "--prometheus-url",
                prometheus.url(),
                "--since",
                "6h",
                "--every",
                "1h");

        assertThat(run.err()).contains("criterion error-rate: no data between");
        assertThat(run.out()).contains("Not over at");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aWrongManifestIsToldFieldByField() throws Exception {
        Run run = run(
                ROLLOUT.replace("percentage: 50", "percentage: 3").replace("max: \"0.05\"", "max: lots"),
                "--prometheus-url",
                prometheus.url());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("spec.stages[1].percentage: ", "spec.successCriteria[1].max: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void nothingIsSaidWithoutAnAnswer() throws Exception {
        Run run = run(ROLLOUT, "--prometheus-url", "http://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Prometheus did not answer, so nothing can be said");
    }

    /** What ought to come of a start, told again in as few words as possible. */
    private static final class Model {
        static String play(Instant start) {
            Instant now = start;
            for (Duration bakeTime : BAKE_TIMES) {
                Instant look = ceil(now).plus(DELAY);
                Duration baked = Duration.ZERO;
                int failures = 0;
                while (baked.compareTo(bakeTime) < 0) {
                    look = look.plus(INTERVAL);
                    boolean fails = isIncident(lastScrape(look));
                    failures = fails ? failures + 1 : 0;
                    baked = fails ? baked : baked.plus(INTERVAL);
                    if (failures == 2) {
                        return "RolledBack " + look.plusMillis(500);
                    }
                }
                now = look.plusMillis(500);
            }
            return "Completed " + now;
        }

        private static Instant ceil(Instant at) {
            return at.getNano() == 0 ? at : at.plusMillis(500);
        }

        private static Instant lastScrape(Instant at) {
            return at.minusSeconds(Math.floorMod(at.getEpochSecond() - BEGIN.getEpochSecond(), SCRAPE.toSeconds()));
        }
    }
}
