package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to be let in, and that nobody else gets to see it. */
class PrometheusCredentialsTest {

    private static final Instant TIME = Instant.EPOCH;
    private static final Behaviour DENIED = ScriptedServer.reply(401, "text/plain", "no");

    @TempDir
    private Path folder;

    @Test
    void aTokenIsReadAnewForEveryQuery() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first-token\n");
        try (ScriptedServer server = new ScriptedServer(DENIED);
                PrometheusSource source = source(PrometheusConfig.of(server.url())
                        .withAuthentication(new Authentication.Bearer(Secret.in(file))))) {
            source.at("up", TIME);
            Files.writeString(file, "other-token"); // as long, and within the same tick
            source.at("up", TIME);
            Files.writeString(file, "  \n");
            assertThat(message(source.at("up", TIME)))
                    .isEqualTo("cannot get the bearer token for Prometheus: the file " + file + " is empty");
            Files.delete(file);
            assertThat(message(source.at("up", TIME)))
                    .isEqualTo("cannot get the bearer token for Prometheus: there is no file " + file);
            assertThat(server.requests())
                    .extracting(request -> request.headers().get("authorization"))
                    .containsExactly("Bearer first-token", "Bearer other-token");
        }
    }

    @Test
    void aPasswordIsReadAnewForEveryQuery() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "pässword\n");
        try (ScriptedServer server = new ScriptedServer(DENIED);
                PrometheusSource source = source(PrometheusConfig.of(server.url())
                        .withAuthentication(new Authentication.Basic("me", Secret.in(file))))) {
            source.at("up", TIME);
            Files.writeString(file, "other");
            source.at("up", TIME);
            assertThat(server.requests())
                    .extracting(request -> request.headers().get("authorization"))
                    .containsExactly(basic("me:pässword"), basic("me:other"));
        }
    }

    @Test
    void headersComeFromTheConfigurationAndFromFiles() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "k3y\n");
        try (ScriptedServer server = new ScriptedServer(DENIED);
                PrometheusSource source = source(PrometheusConfig.of(server.url())
                        .withHeaders(Map.of("X-Scope-OrgID", Secret.of("shop"), "X-Api-Key", Secret.in(file))))) {
            source.at("up", TIME);
            Files.writeString(file, "new-k3y");
            source.at("up", TIME);
            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request.headers()).containsEntry("x-scope-orgid", "shop"));
            assertThat(server.requests())
                    .extracting(request -> request.headers().get("x-api-key"))
                    .containsExactly("k3y", "new-k3y");
            Files.writeString(file, "k3y\r\nX-Other: injected");
            assertThat(message(source.at("up", TIME)))
                    .isEqualTo("the header X-Api-Key for Prometheus has characters that a header cannot carry");
        }
    }

    @Test
    void credentialsInTheUrlAreSentAndNotShown() throws Exception {
        try (ScriptedServer server = new ScriptedServer(DENIED)) {
            PrometheusConfig config = PrometheusConfig.of(server.url().replace("//", "//me:s%2Fcret@") + "/prefix/");
            try (PrometheusSource source = source(config)) {
                assertThat(message(source.at("up", TIME))).doesNotContain("cret");
                assertThat(server.requests().get(0).headers()).containsEntry("authorization", basic("me:s/cret"));
                assertThat(server.requests().get(0).path()).isEqualTo("/prefix/api/v1/query");
                assertThat(config.toString()).doesNotContain("cret").contains("/prefix", "username=me");
            }
        }
    }

    @Test
    void whatTheServerSaysOfASecretIsNotRepeated() throws Exception {
        String bad = "{\"status\":\"error\",\"errorType\":\"%s\",\"error\":\"%s\"}";
        PrometheusConfig config = PrometheusConfig.of("http://localhost")
                .withAuthentication(new Authentication.Basic("me", Secret.of("hunter22")))
                .withHeaders(Map.of("X-Scope-OrgID", Secret.of("shop"), "X-Api-Key", Secret.of("api-key-4711")));
        String echo = "me:hunter22 " + basic("me:hunter22") + " api-key-4711 of shop in shop_requests";
        String clean = "me:[redacted] Basic [redacted] [redacted] of [redacted] in shop_requests";
        assertThat(ask(config, ScriptedServer.json(400, bad.formatted("bad_data", echo))))
                .isEqualTo(new Refused(clean));
        assertThat(ask(config, ScriptedServer.json(503, bad.formatted("unavailable", echo))))
                .isEqualTo(new Unavailable("Prometheus answered 503 unavailable: " + clean));
        assertThat(ask(config, ScriptedServer.reply(502, "text/plain", echo)))
                .isEqualTo(new Unavailable("Prometheus answered 502: " + clean));
        assertThat(ask(config, ScriptedServer.json(200, "{\"status\":\"success\",\"warnings\":[\"" + echo + "\"]}")))
                .isEqualTo(new Unavailable("Prometheus may have answered in part only, it warns: " + clean));
    }

    @Test
    void nothingPrintsASecret() {
        PrometheusConfig config = PrometheusConfig.of("https://prometheus:9090")
                .withAuthentication(new Authentication.Bearer(Secret.of("s3cret")))
                .withHeaders(Map.of("X-Api-Key", Secret.of("s3cret")))
                .withTls(new Tls(Secret.in(Path.of("ca.crt")), Secret.of("s3cret"), Secret.of("s3cret")));
        assertThat(config.toString()).doesNotContain("s3cret").contains("X-Api-Key", "[redacted]", "[in ca.crt]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prometheus:9090",
                "ftp://u:s3cret@host",
                "http://u:s3cret@ho st",
                "http://u:s3cret@",
                "http://u:s3cret@host?x=1",
                "http://u:s3cret@under_score",
                ""
            })
    void aUrlThatCannotWorkIsRefusedWithoutShowingIt(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrometheusConfig.of(url))
                .withMessageStartingWith("the URL of Prometheus")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void whatCannotWorkIsRefusedAtOnce() {
        PrometheusConfig config = PrometheusConfig.of("http://localhost");
        Secret secret = Secret.of("x");
        assertThatIllegalArgumentException().isThrownBy(() -> config.withTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withMaxResponseBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withMaxConcurrentQueries(0));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withHeaders(Map.of("Host", secret)));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withHeaders(Map.of("a b", secret)));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withHeaders(Map.of("a", secret, "A", secret)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tls(null, secret, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withAuthentication(new Authentication.Bearer(secret))
                        .withHeaders(Map.of("authorization", secret)));
    }

    private static Answer ask(PrometheusConfig config, Behaviour behaviour) throws Exception {
        try (ScriptedServer server = new ScriptedServer(behaviour);
                PrometheusSource source = source(PrometheusConfig.of(server.url())
                        .withAuthentication(config.authentication())
                        .withHeaders(config.headers()))) {
            return source.at("up", TIME);
        }
    }

    private static PrometheusSource source(PrometheusConfig config) {
        return new PrometheusSource(config, QueryObserver.NONE);
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static String message(Answer answer) {
        assertThat(answer).isInstanceOf(Unavailable.class);
        return ((Unavailable) answer).message();
    }
}
