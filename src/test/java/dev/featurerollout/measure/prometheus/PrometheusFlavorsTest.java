package dev.featurerollout.measure.prometheus;

import static dev.featurerollout.measure.prometheus.ScriptedServer.json;
import static dev.featurerollout.measure.prometheus.ScriptedServer.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.Probe.Feature;
import dev.featurerollout.measure.prometheus.Probe.Flavor;
import dev.featurerollout.measure.prometheus.ScriptedServer.Behaviour;
import dev.featurerollout.measure.prometheus.ScriptedServer.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The servers that speak like Prometheus, by what their documents say of how they differ. */
class PrometheusFlavorsTest {
    private static final Instant TIME = Instant.parse("2026-01-05T10:00:00Z");
    private static final String ONE = vector("");

    private static String vector(String more) {
        return "{\"status\":\"success\"" + more
                + ",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"1\"]}]}}";
    }

    private static String buildInfo(String fields) {
        return "{\"status\":\"success\",\"data\":{" + fields + "}}";
    }

    /** Answers queries with 1 and tells its build; {@code functions}: it knows native histograms. */
    private static Behaviour server(String buildInfo, boolean functions) {
        return (request, connection) -> {
            boolean histogram = request.form().getOrDefault("query", "").contains("histogram_count");
            Behaviour answer = request.path().endsWith("/status/buildinfo")
                    ? buildInfo.isEmpty() ? reply(404, "text/plain", "404 page not found") : json(200, buildInfo)
                    : histogram && !functions
                            ? json(
                                    400,
                                    "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"unknown function\"}")
                            : json(200, ONE);
            answer.serve(request, connection);
        };
    }

    @Test
    void prometheus2And3TellTheirVersion() throws Exception {
        String build = "\"version\":\"%s\",\"revision\":\"abc\",\"branch\":\"HEAD\",\"goVersion\":\"go1.22\"";
        assertThat(probe(server(buildInfo(build.formatted("2.37.9")), false)))
                .isEqualTo(new Probe.Reachable(Optional.of("2.37.9"), Flavor.Prometheus, Set.of()));
        assertThat(probe(server(buildInfo(build.formatted("3.5.0")), true)))
                .isEqualTo(
                        new Probe.Reachable(Optional.of("3.5.0"), Flavor.Prometheus, Set.of(Feature.NativeHistograms)));
    }

    @Test
    void thanosIsToldByItsVersionMimirByItsName() throws Exception {
        assertThat(probe(server(
                        buildInfo("\"version\":\"0.36.1\",\"revision\":\"abc\",\"goVersion\":\"go1.22\""), false)))
                .isEqualTo(new Probe.Reachable(Optional.of("0.36.1"), Flavor.Thanos, Set.of()));
        assertThat(probe(server(
                        buildInfo("\"application\":\"Grafana Mimir\",\"version\":\"2.14.0\",\"revision\":\"abc\""
                                + ",\"features\":{\"ruler_config_api\":\"true\"}"),
                        false)))
                .isEqualTo(new Probe.Reachable(Optional.of("2.14.0"), Flavor.Mimir, Set.of()));
    }

    @Test
    void victoriaMetricsOnlyPretendsToHaveAVersion() throws Exception {
        assertThat(probe(server(buildInfo("\"version\":\"2.24.0\""), false)))
                .isEqualTo(new Probe.Reachable(Optional.empty(), Flavor.VictoriaMetrics, Set.of()));
    }

    @Test
    void whoeverAnswersQueriesIsThere() throws Exception {
        assertThat(probe(server("", false))).isEqualTo(new Probe.Reachable(Optional.empty(), Flavor.Unknown, Set.of()));
    }

    @Test
    void theProbeTellsWhatIsWrong() throws Exception {
        assertThat(probe(reply(401, "text/plain", "no"))).isInstanceOf(Probe.Unauthorized.class);
        assertThat(probe(reply(403, "text/plain", "no"))).isInstanceOf(Probe.Unauthorized.class);
        assertThat(probe(reply(200, "text/html", "<html>"))).isInstanceOf(Probe.Unreachable.class);
        Secret none = Secret.lookedUp("Secret ops/prometheus, key token", () -> {
            throw new IOException("there is no Secret ops/prometheus");
        });
        try (PrometheusSource source = new PrometheusSource(
                PrometheusConfig.of("http://localhost:1").withAuthentication(new Authentication.Bearer(none)),
                QueryObserver.NONE)) {
            assertThat(source.probe())
                    .isEqualTo(new Probe.NoCredential(
                            "cannot get the bearer token for Prometheus: there is no Secret ops/prometheus"));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (PrometheusSource source =
                new PrometheusSource(PrometheusConfig.of("http://localhost:" + port), QueryObserver.NONE)) {
            assertThat(source.probe())
                    .isEqualTo(new Probe.Unreachable("cannot reach http://localhost:" + port + ": connection refused"));
        }
    }

    /** The page is for GET alone; that it refuses POST says nothing of the queries. */
    @Test
    void theProbeDoesNotChangeHowQueriesAreSent() throws Exception {
        try (ScriptedServer server = new ScriptedServer(server("", true));
                PrometheusSource source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            source.probe();
            source.at("up", TIME);
            assertThat(server.requests())
                    .filteredOn(request -> request.path().endsWith("/query"))
                    .extracting(Request::method)
                    .containsOnly("POST");
        }
    }

    /** Thanos leaves out stores that are away, and warns, unless it is told not to: then it is an error. */
    @Test
    void thanosIsToldNotToLeaveStoresOut() throws Exception {
        Behaviour thanos = (request, connection) -> (request.form()
                                .getOrDefault("partial_response", "true")
                                .equals("false")
                        ? json(
                                422,
                                "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"expanding series:"
                                        + " proxy Series(): rpc error: code = Aborted desc = fetch series\"}")
                        : json(200, vector(",\"warnings\":[\"No StoreAPIs matched for this query\"]")))
                .serve(request, connection);
        try (ScriptedServer server = new ScriptedServer(thanos);
                PrometheusSource source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            assertThat(source.at("up", TIME)).isInstanceOf(Unavailable.class);
            assertThat(server.requests().get(0).form()).containsEntry("partial_response", "false");
        }
    }

    /** Mimir with multitenancy answers only who says which tenant, and limits each. */
    @Test
    void mimirGetsItsTenant() throws Exception {
        Behaviour mimir = (request, connection) -> ("shop|payments"
                                .equals(request.headers().get("x-scope-orgid"))
                        ? json(200, ONE)
                        : reply(401, "text/plain", "no org id"))
                .serve(request, connection);
        try (ScriptedServer server = new ScriptedServer(mimir);
                PrometheusSource source = new PrometheusSource(
                        PrometheusConfig.of(server.url())
                                .withHeaders(Map.of("X-Scope-OrgID", Secret.of("shop|payments"))),
                        QueryObserver.NONE)) {
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
        }
    }

    /** VictoriaMetrics moves the instants of a range to suit its cache, unless it is told not to use it. */
    @Test
    void victoriaMetricsIsToldNotToUseItsCacheAndItsWordsAreUnderstood() throws Exception {
        Behaviour victoria =
                (request, connection) -> (!"1".equals(request.form().get("nocache"))
                                ? reply(500, "text/plain", "cache used")
                                : request.form().get("query").equals("up(")
                                        ? json(
                                                422,
                                                "{\"status\":\"error\",\"errorType\":\"422\",\"error\":\"cannot parse"
                                                        + " query\"}")
                                        : json(200, vector(",\"isPartial\":false")))
                        .serve(request, connection);
        try (ScriptedServer server = new ScriptedServer(victoria);
                PrometheusSource source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            assertThat(source.at("up(", TIME)).isEqualTo(new Refused("cannot parse query"));
        }
    }

    @Test
    void amazonsManagedPrometheusGetsSignedRequests() throws Exception {
        Authentication key = new Authentication.SigV4(
                "eu-central-1",
                Secret.of("AKIDEXAMPLE"),
                Secret.of("s3cret"),
                Optional.empty(),
                InstantSource.fixed(TIME));
        try (ScriptedServer server = new ScriptedServer(json(200, ONE));
                PrometheusSource source = new PrometheusSource(
                        PrometheusConfig.of(server.url() + "/workspaces/ws-1").withAuthentication(key),
                        QueryObserver.NONE)) {
            assertThat(source.at("up", TIME)).isInstanceOf(Series.class);
            assertThat(server.requests().get(0).headers())
                    .containsEntry("x-amz-date", "20260105T100000Z")
                    .hasEntrySatisfying(
                            "authorization",
                            value -> assertThat(value)
                                    .matches("AWS4-HMAC-SHA256"
                                            + " Credential=AKIDEXAMPLE/20260105/eu-central-1/aps/aws4_request,"
                                            + " SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}"));
        }
    }

    private static Probe probe(Behaviour behaviour) throws IOException {
        try (ScriptedServer server = new ScriptedServer(behaviour);
                PrometheusSource source = new PrometheusSource(PrometheusConfig.of(server.url()), QueryObserver.NONE)) {
            return source.probe();
        }
    }
}
