package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import dev.featurerollout.measure.prometheus.ScriptedServer.Request;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens of an authorization server: when they are fetched, and when not. */
class PrometheusTokensTest {
    private static final Instant TIME = Instant.EPOCH;
    private static final String ONE =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"1\"]}]}}";

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger issued = new AtomicInteger();
    private final ScriptedServer server;
    private Behaviour login = this::issue;
    private volatile String accepted = "token-1";

    PrometheusTokensTest() throws IOException {
        server = new ScriptedServer(this::serve);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void serve(Request request, Socket connection) throws IOException {
        if (request.path().equals("/token")) {
            login.serve(request, connection);
        } else {
            boolean in = ("Bearer " + accepted).equals(request.headers().get("authorization"));
            json(in ? 200 : 401, in ? ONE : "{}").serve(request, connection);
        }
    }

    /** Gives token-1, token-2, …, each for an hour. */
    private void issue(Request request, Socket connection) throws IOException {
        json(
                        200,
                        "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                                .formatted(issued.incrementAndGet()))
                .serve(request, connection);
    }

    @Test
    void oneTokenServesUntilShortlyBeforeItExpires() {
        try (PrometheusSource source = source()) {
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            pass(Duration.ofSeconds(3569));
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            assertThat(issued).hasValue(1);
            accepted = "token-2";
            pass(Duration.ofSeconds(1));
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            assertThat(issued).hasValue(2);
        }
        Request first = logins().get(0);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.headers()).containsEntry("authorization", basic("shop%3Areader:s3cret%2Fword"));
        assertThat(first.form())
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("scope", "metrics.read offline")
                .containsEntry("audience", "mimir")
                .doesNotContainKey("client_secret");
    }

    @Test
    void aTokenThatIsTakenBackIsReplacedWithinTheSameQuery() {
        try (PrometheusSource source = source()) {
            source.at("up", TIME);
            pass(Duration.ofMinutes(1));
            accepted = "token-2";
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            assertThat(issued).hasValue(2);
        }
    }

    @Test
    void aTokenThatIsNeverAcceptedIsNotAskedForWithEveryQuery() {
        accepted = "another";
        try (PrometheusSource source = source()) {
            for (int i = 0; i < 5; i++) {
                assertThat(message(source.at("up", TIME))).startsWith("Prometheus answered 401 Unauthorized");
            }
            assertThat(issued).hasValue(1);
        }
    }

    @Test
    void aServerThatWantsTheSecretInTheBodyGetsItThere() {
        login = (request, connection) -> {
            if (request.form().containsKey("client_secret")) {
                issue(request, connection);
            } else {
                json(401, "{\"error\":\"invalid_client\"}").serve(request, connection);
            }
        };
        try (PrometheusSource source = source()) {
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            accepted = "token-2";
            pass(Duration.ofHours(2));
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
        }
        assertThat(logins()).hasSize(3);
        assertThat(logins().get(2).form())
                .containsEntry("client_id", "shop:reader")
                .containsEntry("client_secret", "s3cret/word");
    }

    @Test
    void aRefusalIsToldWithoutTheSecretAndNotAskedForAgainAtOnce() {
        login = (request, connection) -> json(
                        401, "{\"error\":\"invalid_client\",\"error_description\":\"s3cret/word is wrong\"}")
                .serve(request, connection);
        String refused = server.url() + "/token gave no token, it answered 401 invalid_client:"
                + " check the client's ID, secret and scopes";
        try (PrometheusSource source = source()) {
            assertThat(message(source.at("up", TIME))).isEqualTo(refused);
            assertThat(message(source.at("up", TIME))).isEqualTo(refused);
            assertThat(logins()).hasSize(2); // in the header, and in the body
            pass(Duration.ofSeconds(5));
            login = this::issue;
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
        }
    }

    @Test
    void anAuthorizationServerThatIsDownIsAnOutage() {
        login = ScriptedServer.reply(503, "text/plain", "s3cret/word");
        try (PrometheusSource source = source()) {
            assertThat(message(source.at("up", TIME)))
                    .isEqualTo(server.url() + "/token gave no token, it answered 503");
            login = ScriptedServer.reset();
            assertThat(message(source.at("up", TIME)))
                    .isEqualTo("the connection to " + server.url() + "/token broke before the answer");
        }
    }

    @Test
    void whatTheServerSaysOfATokenIsNotRepeated() {
        login = (request, connection) -> json(200, "{\"access_token\":\"bad-query\",\"token_type\":\"Bearer\"}")
                .serve(request, connection);
        try (ScriptedServer echo =
                new ScriptedServer((request, connection) -> (request.path().equals("/token")
                                ? login
                                : ScriptedServer.reply(502, "text/plain", "got bad-query"))
                        .serve(request, connection))) {
            try (PrometheusSource source = new PrometheusSource(
                    PrometheusConfig.of(echo.url()).withAuthentication(client(echo)), QueryObserver.NONE)) {
                assertThat(message(source.at("up", TIME))).isEqualTo("Prometheus answered 502: got [redacted]");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PrometheusSource source() {
        return new PrometheusSource(
                PrometheusConfig.of(server.url()).withAuthentication(client(server)), QueryObserver.NONE, nanos::get);
    }

    private static Authentication client(ScriptedServer server) {
        return new Authentication.OAuth2(
                URI.create(server.url() + "/token"),
                "shop:reader",
                Secret.of("s3cret/word"),
                List.of("metrics.read", "offline"),
                Optional.of("mimir"));
    }

    private List<Request> logins() {
        return server.requests().stream()
                .filter(request -> request.path().equals("/token"))
                .toList();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static String message(Answer answer) {
        assertThat(answer).isInstanceOf(Unavailable.class);
        return ((Unavailable) answer).message();
    }
}
