package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.half;
import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reply;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.QueryObserver.Outcome;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each reply of a server, whole or broken, becomes. */
class PrometheusRepliesTest {

    private static final Instant TIME = Instant.parse("2026-01-05T10:00:00.250Z");
    private static final String ONE = success("[{\"metric\":{\"pod\":\"a\"},\"value\":[1767607200.25,\"1\"]}]", "");
    private static final Series ONE_SAMPLE = new Series(List.of(new Sample(Map.of("pod", "a"), 1)));

    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    private static String success(String vector, String more) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":" + vector + "}" + more + "}";
    }

    private static String error(String type, String message) {
        return "{\"status\":\"error\",\"errorType\":\"" + type + "\",\"error\":\"" + message + "\"}";
    }

    private static Arguments fault(String name, Behaviour server, String... inMessage) {
        return Arguments.of(name, server, List.of(inMessage));
    }

    static Stream<Arguments> noNews() {
        return Stream.of(
                fault("503", reply(503, "text/plain", "no healthy upstream\n"), "answered 503: no healthy upstream"),
                fault("500", json(500, error("internal", "disk on fire")), "500", "internal", "disk on fire"),
                fault("query timed out", json(503, error("timeout", "query timed out")), "timeout", "query timed out"),
                fault("cancelled", json(503, error("canceled", "query was canceled")), "query was canceled"),
                fault("too many requests", reply(429, "text/plain", "slow down"), "429", "slow down"),
                fault("limit of Mimir", json(429, error("too_many_requests", "per-user rate limit")), "429", "rate"),
                fault("422, not the query", json(422, error("timeout", "took long")), "timeout: took long"),
                fault(
                        "storage below the query",
                        json(422, error("execution", "expanding series: proxy Series(): rpc error")),
                        "expanding series"),
                fault("400 of a proxy", reply(400, "text/plain", "Bad header"), "400: Bad header"),
                fault("401", reply(401, "text/plain", "who are you"), "401 Unauthorized: check the credentials"),
                fault("403", json(403, error("forbidden", "no")), "403 Forbidden: check the credentials"),
                fault("404", reply(404, "text/plain", "404 page not found"), "check the URL and its path prefix"),
                fault("HTML", reply(200, "text/html", "<!doctype html><title>Log in"), "HTML page", "login page"),
                fault("502 in HTML", reply(502, "text/html", "<html>Bad Gateway"), "502 with an HTML page"),
                fault("half a body", half(ONE), "broke in the middle of the answer"),
                fault("half of the JSON", json(200, ONE.substring(0, 60)), "incomplete or malformed JSON"),
                fault("two in one", json(200, ONE + ONE), "incomplete or malformed JSON"),
                fault("empty", reply(200, "", ""), "not JSON"),
                fault("other JSON", json(200, "{\"ok\":true}"), "not that of Prometheus"),
                fault("no result", json(200, "{\"status\":\"success\"}"), "not that of Prometheus"),
                fault("no number", json(200, ONE.replace("\"1\"", "\"one\"")), "not that of Prometheus"),
                fault("null", json(200, "null"), "not that of Prometheus"),
                fault("reset", reset(), "broke before the answer"),
                fault("closed", (request, connection) -> {}, "broke before the answer"),
                fault(
                        "warning",
                        json(200, success("[]", ",\"warnings\":[\"PromQL info: x\",\"remote read: 1 store down\"]")),
                        "in part only",
                        "remote read: 1 store down"),
                fault("isPartial", json(200, success("[]", ",\"isPartial\":true")), "in part only"),
                fault(
                        "redirect",
                        reply(302, "", "", "Location: https://u:p@login.example:8443/oauth?state=s3cret"),
                        "redirects to https://login.example:8443/oauth, and"),
                fault("huge", reply(200, "application/json", " ".repeat(70_000)), "larger than the 65536 bytes"),
                fault("huge, unannounced", unannounced(70_000), "larger than the 65536 bytes"),
                fault("huge error", unannounced(500, 70_000), "larger than the 65536 bytes"));
    }

    private static Behaviour unannounced(int bytes) {
        return unannounced(200, bytes);
    }

    private static Behaviour unannounced(int status, int bytes) {
        return (request, connection) -> connection
                .getOutputStream()
                .write(("HTTP/1.1 " + status + " Because\r\n\r\n" + "x".repeat(bytes)).getBytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void noNews(String name, Behaviour behaviour, List<String> inMessage) throws Exception {
        try (ScriptedServer server = new ScriptedServer(behaviour);
                PrometheusSource source = source(config(server).withMaxResponseBytes(1 << 16))) {
            Answer answer = source.at("up", TIME);
            assertThat(answer).isInstanceOf(Unavailable.class);
            assertThat(((Unavailable) answer).message())
                    .contains(inMessage)
                    .doesNotContain("s3cret", "u:p", "Exception", "<", "null");
            assertThat(source.over("up", TIME, TIME.plusSeconds(60), Duration.ofSeconds(60)))
                    .containsOnlyKeys(TIME, TIME.plusSeconds(60))
                    .containsValue(answer);
            assertThat(outcomes).isNotEmpty().containsOnly(Outcome.UNAVAILABLE);
        }
    }

    static Stream<Arguments> theQuerysFault() {
        String duplicate = "found duplicate series for the match group {} on the right hand-side of the operation";
        String parse = "invalid parameter query: 1:5: parse error: unclosed left parenthesis";
        return Stream.of(
                fault("parse error", json(400, error("bad_data", parse)), parse),
                fault("duplicates", json(422, error("execution", duplicate)), duplicate),
                fault("limit", json(422, error("execution", "too many samples")), "too many samples"),
                fault(
                        "limit of Mimir",
                        json(422, error("execution", "expanding series: the query exceeded the limit of chunks")),
                        "expanding series: the query exceeded the limit of chunks"),
                fault("VictoriaMetrics", json(422, error("422", "unknown func")), "unknown func"),
                fault(
                        "text",
                        json(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"x\"]}}"),
                        "the query gives a text, not a number"),
                fault(
                        "native histogram",
                        json(200, success("[{\"metric\":{},\"histogram\":[1,{\"count\":\"1\"}]}]", "")),
                        "the query gives native histograms, not numbers: put a function around it, as in"
                                + " histogram_quantile(0.99, ...) or histogram_sum(...)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theQuerysFault(String name, Behaviour behaviour, List<String> message) throws Exception {
        try (ScriptedServer server = new ScriptedServer(behaviour);
                PrometheusSource source = source(config(server))) {
            assertThat(source.at("up", TIME)).isEqualTo(new Refused(message.get(0)));
            assertThat(outcomes).containsExactly(Outcome.REFUSED);
        }
    }

    @Test
    void remarksOnTheQueryAreNoPartialData() throws Exception {
        String remarks = ",\"warnings\":[\"PromQL warning: bucket label missing\",\"PromQL info: not a counter\"],"
                + "\"infos\":[\"PromQL info: metric might not be a counter\"],\"isPartial\":false";
        try (ScriptedServer server = new ScriptedServer(json(200, ONE.substring(0, ONE.length() - 1) + remarks + "}"));
                PrometheusSource source = source(config(server))) {
            assertThat(source.at("up", TIME)).isEqualTo(ONE_SAMPLE);
            assertThat(outcomes).containsExactly(Outcome.ANSWERED);
        }
    }

    @Test
    void samplesWithTheSameLabelsAreAllKept() throws Exception {
        String same = "{\"metric\":{\"pod\":\"a\"},\"value\":[1,\"1\"]}";
        try (ScriptedServer server = new ScriptedServer(json(200, success("[" + same + "," + same + "]", "")));
                PrometheusSource source = source(config(server))) {
            assertThat(((Series) source.at("up", TIME)).samples()).hasSize(2);
        }
    }

    private static PrometheusConfig config(ScriptedServer server) {
        return PrometheusConfig.of(server.url());
    }

    private PrometheusSource source(PrometheusConfig config) {
        return new PrometheusSource(config, (kind, took, outcome) -> outcomes.add(outcome));
    }
}
