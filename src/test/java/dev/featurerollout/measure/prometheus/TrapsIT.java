package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.half;
import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.plan.Testing;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ways in which metrics mislead, on a real Prometheus: each told as it is met, and what is made of it. */
@Tag("prometheus")
class TrapsIT {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration SCRAPE = Duration.ofSeconds(15);

    private static final String SHARE = "sum(rate(requests_total{job='%1$s',code=~'5..'}[$(window)]))"
            + " / sum(rate(requests_total{job='%1$s'}[$(window)]))";
    private static final String QUERY = "{query: \"" + SHARE + "\", max: '0.01', interval: 1m}";
    private static final String BAD = "{ratio: {bad: \"sum(rate(requests_total{job='%1$s',code=~'5..'}[$(window)]))\","
            + " of: \"sum(rate(requests_total{job='%1$s'}[$(window)]))\"}, max: '0.01', interval: 1m}";
    private static final String GOOD =
            "{ratio: {good: \"sum(rate(requests_total{job='%1$s',code!~'5..'}[$(window)]))\","
                    + " of: \"sum(rate(requests_total{job='%1$s'}[$(window)]))\"}, min: '0.99', interval: 1m}";
    private static final String GOOD_QUERY = "{query: \"sum(rate(requests_total{job='%1$s',code!~'5..'}[$(window)]))"
            + " / sum(rate(requests_total{job='%1$s'}[$(window)]))\", min: '0.99', interval: 1m}";
    private static final String COHORT = "cohort: {label: variant, treatment: 'on', control: 'off'}";
    private static final String COMPARE = "{compare: {bad: \"requests_total{job='%1$s',code=~'5..'}\","
            + " of: \"requests_total{job='%1$s'}\", " + COHORT + "}}";
    private static final String SLOWER =
            "{compare: {histogram: \"latency_seconds{job='%1$s'}\", slowerThan: ['1'], " + COHORT + "}}";
    private static final String INCREASE =
            "{query: \"sum(increase(requests_total{job='%1$s',code=~'5..'}[$(window)]))\", max: 0, interval: 1m}";
    private static final String QUEUE = "{query: \"queue_length{job='%1$s'}\", max: 100, interval: 1m}";

    private static PrometheusServer server;
    private static PrometheusSource source;

    @BeforeAll
    static void start() throws Exception {
        Past past = new Past();
        past.requests("healthy", "200", at -> 20.0 * at);
        past.requests("outage", "500", at -> 20.0 * at);
        past.requests("idle", "200", at -> 5000.0).requests("idle", "500", at -> 7.0);
        past.requests("gap", "200", at -> at > 0 && at < 12 ? null : 20.0 * at + 4000)
                .requests("gap", "500", at -> at > 0 && at < 12 ? null : 0.1 * at + 100);
        past.requests("restart", "200", at -> at < 3 ? 20.0 * at + 4000 : 20.0 * (at - 2))
                .requests("restart", "500", at -> at < 3 ? 100.0 : 0.0);
        past.requests("newborn", "200", at -> 20.0 * at + 4000).requests("newborn", "500", at -> at < 7 ? null : 1.0);
        past.requests("stale", "200", at -> at > -40 ? null : 20.0 * at + 4000)
                .requests("stale", "500", at -> at > -40 ? null : 1.0);
        past.gauge("queue_length", Map.of("job", "stale"), at -> at > -40 ? null : 3.0);
        past.gauge("queue_length", Map.of("job", "pods", "pod", "a"), at -> 3.0)
                .gauge("queue_length", Map.of("job", "pods", "pod", "b"), at -> 4.0);
        past.gauge("queue_length", Map.of("job", "emptying", "pod", "a"), at -> 1000.0 - at);
        for (String variant : new String[] {"on", "off"}) {
            for (String job : new String[] {"one", "one-point-zero"}) {
                Function<String, Map<String, String>> labels = le -> Map.of("job", job, "variant", variant, "le", le);
                past.gauge("latency_seconds_bucket", labels.apply("0.5"), at -> 15.0 * at + 4000);
                past.gauge(
                        "latency_seconds_bucket",
                        labels.apply(job.equals("one") ? "1" : "1.0"),
                        at -> 19.75 * at + 4000);
                past.gauge("latency_seconds_bucket", labels.apply("+Inf"), at -> 20.0 * at + 4000);
            }
        }
        server = new PrometheusServer("traps").backfill(past.text.toString()).start();
        source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE);
    }

    @AfterAll
    static void stop() {
        source.close();
        server.close();
    }

    /** An hour before noon and half an hour after it; values by the scrapes since noon. */
    private static final class Past {
        private final OpenMetricsText text = new OpenMetricsText();

        Past requests(String job, String code, Function<Integer, Double> value) {
            return gauge("requests_total", Map.of("job", job, "code", code, "variant", "on"), value)
                    .gauge("requests_total", Map.of("job", job, "code", code, "variant", "off"), value);
        }

        Past gauge(String name, Map<String, String> labels, Function<Integer, Double> value) {
            text.gauge(
                    name,
                    labels,
                    NOON.minus(Duration.ofMinutes(60)),
                    NOON.plus(Duration.ofMinutes(30)),
                    SCRAPE,
                    at -> value.apply(
                            (int) Math.floorDiv(Duration.between(NOON, at).toMillis(), SCRAPE.toMillis())));
            return this;
        }
    }

    private static Arguments trap(String told, String criterion, String job, Verdict verdict, String words) {
        return Arguments.of(told, criterion.formatted(job), verdict, words);
    }

    static Stream<Arguments> traps() {
        return Stream.of(
                trap("no 5xx series yet: a quotient is empty", QUERY, "healthy", Verdict.NoData, "no series"),
                trap("no 5xx series yet: a ratio is 0", BAD, "healthy", Verdict.Pass, "0, max 0.01"),
                trap(
                        "no 5xx series yet: none is compared",
                        COMPARE,
                        "healthy",
                        Verdict.Pass,
                        "0 of 800 bad with the flag"),
                trap("all requests fail: good ones have no series", GOOD_QUERY, "outage", Verdict.NoData, "no series"),
                trap("all requests fail: a ratio of good ones is 0", GOOD, "outage", Verdict.Fail, "0, min 0.99"),
                trap("all requests fail: a ratio of bad ones is 1", BAD, "outage", Verdict.Fail, "1, max 0.01"),
                trap("all requests fail, old and new: no worse", COMPARE, "outage", Verdict.Pass, "800 of 800 bad"),
                trap("nobody comes: 0 / 0", QUERY, "idle", Verdict.NoData, "NaN"),
                trap("nobody comes: a ratio says so", BAD, "idle", Verdict.NoData, "no traffic"),
                trap("nobody comes: nothing is compared", COMPARE, "idle", Verdict.NoData, "no traffic to compare"),
                trap("a metric that does not exist", QUERY, "unknown", Verdict.NoData, "no series"),
                trap("a ratio of it", BAD, "unknown", Verdict.NoData, "no traffic"),
                trap("a comparison of it", COMPARE, "unknown", Verdict.NoData, "no series with variant=\"on\""),
                trap("one series for each pod", QUEUE, "pods", Verdict.Invalid, "2 series instead of one number"),
                trap("not scraped for three minutes", BAD, "gap", Verdict.Pass, "max 0.01"),
                trap("not scraped for three minutes: all counted", COMPARE, "gap", Verdict.Pass, "4 of 804 bad"),
                trap("a counter begins anew", BAD, "restart", Verdict.Pass, "0, max 0.01"),
                trap("a counter begins anew: none is negative", COMPARE, "restart", Verdict.Pass, "0 of 760 bad"),
                trap("the first error, by increase, is none", INCREASE, "newborn", Verdict.Pass, "0, max 0"),
                trap(
                        "the first error, counted, is one",
                        COMPARE,
                        "newborn",
                        Verdict.Pass,
                        "1 of 801 bad with the flag"),
                trap("the newest sample is ten minutes old", QUERY, "stale", Verdict.NoData, "no series"),
                trap("a gauge of that age", QUEUE, "stale", Verdict.NoData, "no series"),
                trap("a comparison of that age", COMPARE, "stale", Verdict.NoData, "no series with variant"),
                trap("slower than 1, where le is 1", SLOWER, "one", Verdict.Pass, "10 of 800 slow with the flag"),
                trap("slower than 1, where le is 1.0", SLOWER, "one-point-zero", Verdict.Pass, "10 of 800 slow"),
                trap("no such histogram", SLOWER, "unknown", Verdict.NoData, "no series with variant"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void traps(String told, String criterion, Verdict verdict, String words) {
        says(source, criterion, 10, verdict, words);
    }

    private static final String ONE =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[0,\"1\"]}]}";

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("503", reply(503, "text/plain", "no healthy upstream"), "503"),
                Arguments.of(
                        "a query that took too long",
                        json(
                                503,
                                "{\"status\":\"error\",\"errorType\":\"timeout\"," + "\"error\":\"query timed out\"}"),
                        "query timed out"),
                Arguments.of("half a body", half(ONE + "}"), "broke in the middle"),
                Arguments.of(
                        "200, and a warning that a part is missing",
                        json(200, ONE + ",\"warnings\":[\"1 store down\"]}"),
                        "1 store down"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void faults(String told, ScriptedServer.Behaviour behaviour, String words) throws Exception {
        try (ScriptedServer faulty = new ScriptedServer(behaviour);
                PrometheusSource away = new PrometheusSource(PrometheusConfig.of(faulty.url()), QueryObserver.NONE)) {
            for (String criterion : new String[] {QUERY, BAD, COMPARE}) {
                says(away, criterion.formatted("healthy"), 1, Verdict.Unavailable, words);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"QUERY", "COMPARE"})
    void aServerThatDoesNotAnswerIsNoNews(String form) throws Exception {
        ScriptedServer[] itself = new ScriptedServer[1];
        try (ScriptedServer hanging =
                new ScriptedServer((request, connection) -> itself[0].hang("").serve(request, connection))) {
            itself[0] = hanging;
            PrometheusConfig impatient = PrometheusConfig.of(hanging.url()).withTimeout(Duration.ofMillis(300));
            try (PrometheusSource slow = new PrometheusSource(impatient, QueryObserver.NONE)) {
                String criterion = (form.equals("QUERY") ? QUERY : COMPARE).formatted("healthy");
                says(slow, criterion, 1, Verdict.Unavailable, "");
            }
        }
    }

    private static void says(MetricSource asked, String criterion, int minutes, Verdict verdict, String words) {
        String spec = """
            flags: [{name: a, configMapRef: {name: f, key: k}, format: Plain}]
            stages: [{name: half, percentage: 50, bakeTime: 1h}, {name: all, percentage: 100, bakeTime: 1h}]
            successCriteria:
            -\s\
            """ + " " + criterion.replaceFirst("\\{", "{name: trap, ");
        Compiled compiled =
                PlanCompiler.compile("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class));
        assertThat(compiled).isInstanceOf(Compiled.Valid.class);
        Plan plan = ((Compiled.Valid) compiled).plan();
        Stage stage = plan.first();
        Watch watch = new Watch(
                NOON,
                stage.criteria(),
                Map.of(),
                true,
                new Testing(0.5, OptionalDouble.of(1), plan.guarantee(), new HashMap<>()));
        Evidence evidence = new Looks(MetricSources.only(asked))
                .take(
                        watch,
                        true,
                        Evidence.none(NOON),
                        NOON.plus(Duration.ofMinutes(minutes)).plusSeconds(1),
                        look -> {});
        Criterion only = stage.criteria().get(0);
        Evaluation last = evidence.tally(only.name()).last().orElseThrow();
        assertThat(last.verdict()).as(last.message()).isEqualTo(verdict);
        assertThat(last.message()).contains(words);
    }

    /** What docs/lint.md says of a query is what it does. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "NotOneNumber | requests_total{job='healthy'}[5m] | refused",
                "SeveralSeries | max by (pod) (queue_length{job='pods'}) | 2 series",
                "DifferentLabels | sum by (pod) (queue_length) / sum by (code) (requests_total) | empty",
                "DividedByItself | rate(requests_total{job='gap',code='200',variant='on'}[5m]) /"
                        + " rate(requests_total{job='gap'}[5m]) | 1",
                "MatchesNothing | sum(requests_total{code='5..'}) | empty",
                "MatchesNothing | sum(requests_total{code=~'5'}) | empty",
                "EmptyWhenNeverFailed | sum(rate(requests_total{job='healthy',code=~'5..'}[5m])) /"
                        + " sum(rate(requests_total{job='healthy'}[5m])) | empty",
                "EmptyAtTotalOutage | sum(rate(requests_total{job='outage',code!~'5..'}[5m])) /"
                        + " sum(rate(requests_total{job='outage'}[5m])) | empty",
                "ComparisonDropsSeries | max(queue_length{job='pods'}) > 100 | empty",
                "ComparisonDropsSeries | max(queue_length{job='pods'}) > bool 100 | 0",
                "AbsentIsEmpty | absent(queue_length{job='pods'}) | empty",
                "SilencePasses | sum(increase(panics_total[5m])) or vector(0) | 0",
                "QuantileWithoutLe | histogram_quantile(0.99, sum(rate(latency_seconds_bucket{job='one'}[5m]))) |"
                        + " empty",
                "QuantileOfOneBucket | histogram_quantile(0.99, sum by (le)"
                        + " (rate(latency_seconds_bucket{job='one',le='0.5'}[5m]))) | NaN",
                "QuantileOutOfRange | histogram_quantile(99, sum by (le)"
                        + " (rate(latency_seconds_bucket{job='one'}[5m]))) | Infinity",
                "CounterWithoutRate | sum(requests_total{job='idle',code='500',variant='on'}) | 7",
                "RateOfGauge | rate(queue_length{job='emptying'}[5m]) > bool 0 | 1",
                "WindowTooShort | sum(rate(requests_total{job='healthy'}[20s] offset 7s)) | empty",
            })
    void whatTheLinterSaysOfAQueryIsWhatItDoes(String rule, String query, String gives) {
        assertThat(told(source.at(query, NOON.plus(Duration.ofMinutes(10))))).isEqualTo(gives);
    }

    private static String told(Answer answer) {
        if (answer instanceof Refused) {
            return "refused";
        }
        Series series = (Series) answer;
        if (series.samples().size() != 1) {
            return series.samples().isEmpty() ? "empty" : series.samples().size() + " series";
        }
        double value = series.samples().get(0).value();
        return value == Math.rint(value) && !Double.isInfinite(value)
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
