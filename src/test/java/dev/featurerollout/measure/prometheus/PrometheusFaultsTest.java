package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reply;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.QueryObserver.Kind;
import dev.featurerollout.measure.prometheus.QueryObserver.Outcome;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import dev.featurerollout.measure.prometheus.ScriptedServer.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How the source asks, and what the faults on the way to the server become. */
class PrometheusFaultsTest {

    private static final Instant TIME = Instant.parse("2026-01-05T10:00:00.250Z");
    private static final String ONE = success("[{\"metric\":{\"pod\":\"a\"},\"value\":[1767607200.25,\"1\"]}]", "");
    private static final Series ONE_SAMPLE = new Series(List.of(new Sample(Map.of("pod", "a"), 1)));

    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    private static String success(String vector, String more) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":" + vector + "}" + more + "}";
    }

    @Test
    void theFormSaysTheInstantToTheMillisecond() throws Exception {
        try (ScriptedServer server = new ScriptedServer(json(200, ONE));
                PrometheusSource source = source(config(server))) {
            String query = "sum(rate(a{b=~\"5..|é\"}[5m])) > 1 + 2";
            source.at(query, TIME);
            source.over(query, TIME, TIME.plusSeconds(65), Duration.ofMillis(30_500));
            Request instant = server.requests().get(0);
            assertThat(instant.method()).isEqualTo("POST");
            assertThat(instant.path()).isEqualTo("/api/v1/query");
            assertThat(instant.form())
                    .containsEntry("query", query)
                    .containsEntry("time", "1767607200.250")
                    .containsEntry("timeout", "10.000");
            Request range = server.requests().get(1);
            assertThat(range.path()).isEqualTo("/api/v1/query_range");
            assertThat(range.form())
                    .containsEntry("start", "1767607200.250")
                    .containsEntry("end", "1767607261.250")
                    .containsEntry("step", "30.500");
        }
    }

    @Test
    void instantsThatWereNotAskedForAreNoAnswer() throws Exception {
        String aligned =
                success("[{\"metric\":{},\"values\":[[1767607200,\"1\"]]}]", "").replace("vector", "matrix");
        try (ScriptedServer server = new ScriptedServer(json(200, aligned));
                PrometheusSource source = source(config(server))) {
            assertThat(source.over("up", TIME, TIME.plusSeconds(60), Duration.ofSeconds(60))
                            .get(TIME))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            answer -> assertThat(answer.message()).contains("other instants"));
        }
    }

    @Test
    void aServerWithoutPostIsAskedByGetFromThenOn() throws Exception {
        Behaviour onlyGet = (request, connection) -> (request.method().equals("GET")
                        ? json(200, ONE)
                        : reply(405, "text/plain", "Method Not Allowed"))
                .serve(request, connection);
        try (ScriptedServer server = new ScriptedServer(onlyGet);
                PrometheusSource source = source(config(server))) {
            assertThat(source.at("a + b", TIME)).isEqualTo(ONE_SAMPLE);
            assertThat(source.at("a + b", TIME)).isEqualTo(ONE_SAMPLE);
            assertThat(server.requests()).extracting(Request::method).containsExactly("POST", "GET", "GET");
            assertThat(server.requests())
                    .extracting(Request::form)
                    .allSatisfy(form -> assertThat(form).containsEntry("query", "a + b"));
        }
    }

    @Test
    void aConnectionThatBrokeBeforeTheAnswerIsTriedOnceMore() throws Exception {
        List<Request> seen = new ArrayList<>();
        Behaviour secondTime = (request, connection) -> {
            seen.add(request);
            (seen.size() == 1 ? reset() : json(200, ONE)).serve(request, connection);
        };
        try (ScriptedServer server = new ScriptedServer(secondTime);
                PrometheusSource source = source(config(server))) {
            assertThat(source.at("up", TIME)).isEqualTo(ONE_SAMPLE);
            assertThat(outcomes).containsExactly(Outcome.ANSWERED);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (ScriptedServer other = new ScriptedServer(json(200, ONE));
                ScriptedServer server = new ScriptedServer(reply(307, "", "", "Location: " + other.url() + "/"));
                PrometheusSource source = source(config(server))) {
            assertThat(source.at("up", TIME)).isInstanceOf(Unavailable.class);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void silenceEndsWithTheTimeOut() throws Exception {
        assertThat(messageOfHanging("", Duration.ofMillis(200))).endsWith("within 200 ms");
    }

    @Test
    void silenceInTheMiddleEndsWithTheTimeOut() throws Exception {
        String beginning = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
        assertThat(messageOfHanging(beginning, Duration.ofMillis(600)))
                .startsWith("no complete answer from")
                .endsWith("within 600 ms");
    }

    private String messageOfHanging(String beginning, Duration timeout) throws Exception {
        AtomicReference<Behaviour> hang = new AtomicReference<>();
        try (ScriptedServer server =
                        new ScriptedServer((request, connection) -> hang.get().serve(request, connection));
                PrometheusSource source = source(config(server).withTimeout(timeout))) {
            hang.set(server.hang(beginning));
            return ((Unavailable) source.at("up", TIME)).message();
        }
    }

    @Test
    void whoWaitsTooLongForATurnIsToldSo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Behaviour> hang = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer((request, connection) -> {
            asked.countDown();
            hang.get().serve(request, connection);
        })) {
            hang.set(server.hang(""));
            PrometheusSource source =
                    source(config(server).withMaxConcurrentQueries(1).withTimeout(Duration.ofSeconds(1)));
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> source.at("up", TIME));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(source.at("up", TIME))
                    .isEqualTo(new Unavailable("too busy to ask Prometheus: 1 queries were under way for 500 ms"
                            + " (the cap on concurrent queries)"));
            assertThat(outcomes).containsExactly(Outcome.BUSY);
            source.close();
            assertThat(first.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new Unavailable("the operator is shutting down, or its MetricsProvider has changed"));
            assertThat(source.at("up", TIME))
                    .isEqualTo(new Unavailable("the operator is shutting down, or its MetricsProvider has changed"));
        }
    }

    @Test
    void moreThanAreAllowedInASecondAreNotSentWhenTheirTurnIsFarOff() throws Exception {
        try (ScriptedServer server = new ScriptedServer(json(200, ONE));
                PrometheusSource source = new PrometheusSource(
                        config(server).withMaxQueriesPerSecond(1).withTimeout(Duration.ofSeconds(1)),
                        (kind, took, outcome) -> outcomes.add(outcome),
                        () -> 0)) {
            assertThat(source.at("up", TIME)).isNotInstanceOf(Unavailable.class);
            assertThat(source.at("up", TIME))
                    .isEqualTo(new Unavailable("too busy to ask Prometheus: 1 queries a second are all that is allowed,"
                            + " and those before this one take longer than 500 ms"));
            assertThat(outcomes).containsExactly(Outcome.ANSWERED, Outcome.BUSY);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void nobodyListening() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(messageOf("http://localhost:" + port + "/x"))
                .isEqualTo("cannot reach http://localhost:" + port + "/x: connection refused");
    }

    @Test
    void nobodyOfThatName() {
        assertThat(messageOf("http://user:s3cret@prometheus.invalid:9090"))
                .isEqualTo("cannot reach http://prometheus.invalid:9090: the host name cannot be resolved");
    }

    @Test
    void anInterruptIsKept() throws IOException {
        try (ScriptedServer server = new ScriptedServer(json(200, ONE));
                PrometheusSource source = source(config(server))) {
            Thread.currentThread().interrupt();
            assertThat(source.at("up", TIME)).isEqualTo(new Unavailable("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theObserverIsToldKindAndTime() throws Exception {
        List<Kind> kinds = new ArrayList<>();
        QueryObserver observer = (kind, took, outcome) -> {
            kinds.add(kind);
            assertThat(took).isPositive().isLessThan(Duration.ofSeconds(10));
        };
        try (ScriptedServer server = new ScriptedServer(json(200, ONE));
                PrometheusSource source = new PrometheusSource(config(server), observer)) {
            source.at("up", TIME);
            source.over("up", TIME, TIME, Duration.ofSeconds(1));
        }
        assertThat(kinds).containsExactly(Kind.INSTANT, Kind.RANGE);
    }

    private String messageOf(String url) {
        try (PrometheusSource source = source(PrometheusConfig.of(url))) {
            return ((Unavailable) source.at("up", TIME)).message();
        }
    }

    private static PrometheusConfig config(ScriptedServer server) {
        return PrometheusConfig.of(server.url());
    }

    private PrometheusSource source(PrometheusConfig config) {
        return new PrometheusSource(config, (kind, took, outcome) -> outcomes.add(outcome));
    }
}
