package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.MetricSourceContract;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real Prometheus, and what only a real one can show. */
@Tag("prometheus")
class PrometheusSourceIT extends MetricSourceContract {

    private static final Duration SCRAPE = Duration.ofSeconds(15);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static PrometheusServer server;

    private final PrometheusSource source =
            new PrometheusSource(PrometheusConfig.of(server.url() + "/"), QueryObserver.NONE);

    @BeforeAll
    static void start() throws Exception {
        Instant last = END.minus(SCRAPE);
        OpenMetricsText past = new OpenMetricsText()
                .gauge("contract_steps", Map.of(), START, last, SCRAPE, t -> t.isBefore(RISE) ? 1 : 2.5)
                .gauge("contract_pods", Map.of("pod", "a"), START, last, SCRAPE, t -> 3.0)
                .gauge("contract_pods", Map.of("pod", "b"), START, last, SCRAPE, t -> 4.0)
                .counter(
                        "recent",
                        Map.of("code", "200"),
                        NOW.minus(Duration.ofHours(5)),
                        NOW.minusSeconds(30),
                        SCRAPE,
                        t -> 2.0
                                * Duration.between(NOW.minus(Duration.ofHours(5)), t)
                                        .toSeconds());
        server = new PrometheusServer("source").backfill(past.toString());
        server.scrape("self", Duration.ofSeconds(1), server.address()).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Override
    protected MetricSource source() {
        return source;
    }

    @Override
    protected void goDown() {
        server.kill();
    }

    @Override
    protected void comeBack() throws Exception {
        server.start();
    }

    @Test
    void theBackfilledPastAndTheScrapedPresentAreOneTimeLine() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(source.at("sum(up)", Instant.now())).isEqualTo(one(1)));
        assertRecentPast();
        server.terminate();
        server.start();
        assertRecentPast();
    }

    private void assertRecentPast() {
        for (Duration ago : new Duration[] {
            Duration.ofMinutes(1), Duration.ofMinutes(30), Duration.ofMinutes(125), Duration.ofMinutes(290)
        }) {
            assertThat(source.at("round(sum(rate(recent_total[5m])), 0.001)", NOW.minus(ago)))
                    .as("%s ago", ago)
                    .isEqualTo(one(2));
        }
        assertThat(source.at(STEPS, RISE)).isEqualTo(one(2.5));
    }

    @Test
    void aRangeOfMorePointsThanPrometheusGivesAtOnce() {
        Map<Instant, Answer> range = source.over(STEPS, START, END.minusSeconds(1), Duration.ofMillis(50));
        assertThat(range).hasSize(20 * 60 * 20 - 19);
        range.forEach((instant, answer) -> assertThat(answer).isEqualTo(one(instant.isBefore(RISE) ? 1 : 2.5)));
    }

    @Test
    void anAnswerTooLargeForOnePieceIsAskedInSmallerOnes() {
        try (PrometheusSource thrifty = new PrometheusSource(
                PrometheusConfig.of(server.url()).withMaxResponseBytes(5_000), QueryObserver.NONE)) {
            Map<Instant, Answer> range = thrifty.over(PODS, START, RISE, Duration.ofSeconds(1));
            assertThat(range).hasSize(601);
            assertThat(range.values())
                    .allSatisfy(
                            answer -> assertThat(((Series) answer).samples()).hasSize(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contract_steps[5m]",
                "contract_pods / on() group_left() contract_pods", // many-to-many
                "contract_pods + ignoring(pod) contract_pods", // duplicate series
                "label_replace(contract_pods, \"pod\", \"\", \"\", \"\")",
                "contract_steps{",
                "rate(contract_steps)"
            })
    void whatPrometheusRefusesComesWithItsOwnWords(String query) {
        Answer answer = source.at(query, RISE);
        assertThat(answer).isInstanceOf(Refused.class);
        assertThat(((Refused) answer).message()).doesNotContain("answered").hasSizeGreaterThan(20);
    }

    @Test
    void aLimitThatTheQueryExceedsIsTheQuerysFault() throws Exception {
        try (PrometheusServer strict = new PrometheusServer("strict")
                .option("--query.max-samples=1000")
                .prefix("/select/0/prometheus")
                .start()) {
            assertThat(ask(strict, "sum_over_time(vector(1)[1h:1s])"))
                    .isEqualTo(
                            new Refused("query processing would load too many samples into memory in query execution"));
            assertThat(ask(strict, "sum_over_time(vector(1)[1m:1s])")).isInstanceOf(Series.class);
        }
    }

    @Test
    void aQueryThatTakesTheServerTooLongIsNoNews() throws Exception {
        try (PrometheusServer hasty =
                new PrometheusServer("hasty").option("--query.timeout=1ms").start()) {
            assertThat(ask(hasty, "sum_over_time(vector(1)[1m:1ms]) + sum_over_time(vector(1)[1m:1ms])"))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            answer -> assertThat(answer.message())
                                    .startsWith("Prometheus answered 503 timeout: query timed out"));
        }
    }

    private static Answer ask(PrometheusServer server, String query) {
        try (PrometheusSource asking = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            return asking.at(query, RISE);
        }
    }

    @Test
    void theWrongPathPrefixIsTold() {
        try (PrometheusSource lost =
                new PrometheusSource(PrometheusConfig.of(server.url() + "/prometheus"), QueryObserver.NONE)) {
            Answer answer = lost.at(STEPS, RISE);
            assertThat(answer).isInstanceOf(Unavailable.class);
            assertThat(((Unavailable) answer).message()).contains("404", "path prefix");
        }
    }
}
