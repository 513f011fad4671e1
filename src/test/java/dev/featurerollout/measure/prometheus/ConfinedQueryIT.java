package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.promql.ConfinedQuery;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A query that is confined to the namespace shop, asked of a Prometheus that holds the series of two namespaces, gives
 * what the query itself gives on a Prometheus that never heard of the other namespace.
 */
@Tag("prometheus")
class ConfinedQueryIT {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Map<String, String> SHOP = Map.of("namespace", "shop");

    private static PrometheusServer both;
    private static PrometheusServer alone;
    private static PrometheusSource askBoth;
    private static PrometheusSource askAlone;

    @BeforeAll
    static void start() throws Exception {
        both = new PrometheusServer("both")
                .backfill(series("shop", "payments").toString())
                .start();
        alone = new PrometheusServer("alone")
                .backfill(series("shop").toString())
                .start();
        askBoth = new PrometheusSource(PrometheusConfig.of(both.url()), QueryObserver.NONE);
        askAlone = new PrometheusSource(PrometheusConfig.of(alone.url()), QueryObserver.NONE);
    }

    @AfterAll
    static void stop() {
        askBoth.close();
        askAlone.close();
        both.close();
        alone.close();
    }

    private static OpenMetricsText series(String... namespaces) {
        OpenMetricsText text = new OpenMetricsText();
        for (String namespace : namespaces) {
            double factor = namespace.length();
            for (String code : List.of("200", "500")) {
                add(text, "requests_total", Map.of("namespace", namespace, "job", "api", "code", code), factor);
                add(text, "requests_total", Map.of("namespace", namespace, "job", "web", "code", code), factor);
            }
            for (String le : List.of("0.5", "1", "+Inf")) {
                add(text, "latency_bucket", Map.of("namespace", namespace, "job", "api", "le", le), factor);
            }
            add(text, "up", Map.of("namespace", namespace, "job", "api", "instance", "a"), 1 / factor);
        }
        for (String namespace : namespaces) {
            if (!namespace.equals("shop")) {
                add(text, "secret_total", Map.of("namespace", namespace, "job", "api"), 1);
                add(text, "cluster_secret", Map.of("job", "api"), 1);
            }
        }
        return text;
    }

    private static void add(OpenMetricsText text, String name, Map<String, String> labels, double factor) {
        text.gauge(
                name,
                labels,
                NOON.minus(Duration.ofHours(2)),
                NOON.plus(Duration.ofMinutes(10)),
                Duration.ofSeconds(30),
                at -> factor * (1000 + Duration.between(NOON, at).toSeconds() / 30.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requests_total",
                "sum(requests_total)",
                "sum by (namespace) (requests_total)",
                "sum without (job, code) (rate(requests_total[5m]))",
                "{__name__=~\".+\"}",
                "{__name__!=\"x\",job!=\"\"}",
                "{job=\"api\"}",
                "count({__name__=~\".+\",namespace=~\".*\"})",
                "requests_total{namespace!=\"shop\"}",
                "requests_total{namespace=~\"payments|shop\"}",
                "requests_total{namespace!~\"shop\"}",
                "requests_total{namespace=~\"pay.*\"}",
                "requests_total{namespace=\"shop\"}",
                "rate(requests_total[5m]) / ignoring (code) group_left () sum without (code)"
                        + " (rate(requests_total[5m]))",
                "requests_total or secret_total or cluster_secret",
                "requests_total unless secret_total",
                "requests_total and on (job) secret_total",
                "requests_total * on (job) group_left () up",
                "-requests_total ^ 2 % 7",
                "requests_total > bool 1000",
                "max_over_time(sum(requests_total)[30m:1m])",
                "max_over_time(rate(requests_total[5m])[30m:])",
                "min_over_time(sum_over_time(requests_total[2m])[10m:2m] offset 5m)",
                "requests_total offset 1h",
                "requests_total offset -5m",
                "requests_total @ 1767610800",
                "sum(requests_total @ end())",
                "rate(requests_total[5m] @ start() offset 1m)",
                "sum_over_time(requests_total[10m:1m] @ 1767610800 offset 2m)",
                "label_replace(requests_total, \"namespace\", \"payments\", \"job\", \".*\")",
                "label_join(requests_total, \"x\", \"-\", \"namespace\", \"job\")",
                "absent(secret_total)",
                "absent(requests_total)",
                "absent(secret_total{namespace=~\".*pay.*\"})",
                "absent_over_time(cluster_secret[5m])",
                "histogram_quantile(0.9, sum by (le, namespace) (rate(latency_bucket[5m])))",
                "topk(1, requests_total)",
                "count_values(\"namespace\", up)",
                "quantile(0.5, requests_total)",
                "scalar(sum(cluster_secret)) + 1",
                "vector(scalar(up))",
                "predict_linear(requests_total[10m], 60)",
                "sort_desc(requests_total)",
                "timestamp(requests_total)",
                "(((requests_total)))",
                "time() * 0 + sum(requests_total) # {namespace=\"payments\"}",
                "sum(requests_total{job=\"api\\\"}\"}) or sum(requests_total)",
                "sum(requests_total{job='} or secret_total{'}) or up",
                "sum(requests_total{job=`\"} or secret_total`}) or up",
                "clamp_max(requests_total, 5) + on (namespace, job, code) requests_total",
            })
    void givesWhatAPrometheusWithoutTheOtherNamespaceGives(String query) {
        assertThat(ConfinedQuery.of(query, SHOP)).isInstanceOf(ConfinedQuery.Confined.class);
        String confined = ((ConfinedQuery.Confined) ConfinedQuery.of(query, SHOP)).text();

        assertThat(asSet(query, askBoth.at(confined, NOON))).isEqualTo(asSet(query, askAlone.at(query, NOON)));
        Duration step = Duration.ofMinutes(1);
        Instant last = NOON.plus(Duration.ofMinutes(5));
        Map<Instant, Answer> range = askAlone.over(query, NOON, last, step);
        askBoth.over(confined, NOON, last, step)
                .forEach((at, answer) -> assertThat(asSet(query, answer)).isEqualTo(asSet(query, range.get(at))));
    }

    /** The parser is compared with Prometheus by these, so the printer and the confinement are as well. */
    @Test
    void allThatTheParserReadsMeansTheSameWhenItIsConfined() throws IOException {
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (String line : Files.readAllLines(Path.of("src/test/resources/promql/expressions.txt"))) {
            String query = line.length() < 2 ? "" : line.substring(2).replace("\\n", "\n");
            Answer expected = line.startsWith("+") ? askAlone.at(query, NOON) : new Refused("");
            if (expected instanceof Series
                    && ConfinedQuery.of(query, SHOP) instanceof ConfinedQuery.Confined(String confined)) {
                compared++;
                Answer actual = askBoth.at(confined, NOON);
                if (!query.contains("time()") && !asSet(query, expected).equals(asSet(query, actual))) {
                    different.add(query + " -> " + confined + ": " + actual);
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(60);
    }

    @Test
    void messagesOfTheServerNameLabelsAndNoValues() {
        Answer answer = askBoth.at("secret_total * on (job) requests_total{namespace=\"payments\"}", NOON);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("namespace=")
                                .doesNotContain("payments")
                                .doesNotContain("\"api\""));
    }

    /**
     * The order of series is not promised; values that are not a number are equal here. What {@code absent} gives has
     * the labels that it was asked for, so the enforced one as well.
     */
    private static Set<Map.Entry<Map<String, String>, String>> asSet(String query, Answer answer) {
        assertThat(answer).isInstanceOf(Series.class);
        Map<Map<String, String>, String> values = new HashMap<>();
        for (MetricSource.Sample sample : ((Series) answer).samples()) {
            Map<String, String> labels = new HashMap<>(sample.labels());
            if (query.contains("absent")) {
                labels.remove("namespace", "shop");
            }
            values.put(labels, String.format("%.9g", sample.value()));
        }
        return new HashSet<>(values.entrySet());
    }
}
