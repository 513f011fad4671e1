package dev.featurerollout.measure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.QueryObserver;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers that come, change and go, with the Secrets they name. */
class ProviderSourcesTest {
    private static final Instant TIME = Instant.parse("2026-11-22T09:00:00Z");
    private static final String BEARER = ", auth: {bearer: {secretRef: {name: team, key: token}}}";

    private final HttpServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final Map<String, MetricsProvider> providers = new HashMap<>();
    private final Secrets secrets = new Secrets();
    private long nanos;
    private int asked;
    private ProviderSources sources = sources(Optional.empty());

    ProviderSourcesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[0,\"1\"]}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        sources.close();
        server.stop(0);
    }

    /** The Secrets of the namespace ops. */
    private static final class Secrets implements SecretStore {
        private final Map<String, Map<String, String>> data = new HashMap<>();
        private boolean away;
        private int reads;

        @Override
        public String place(String name) {
            return "Secret ops/" + name;
        }

        @Override
        public Optional<Map<String, String>> read(String name) throws IOException {
            reads++;
            if (away) {
                throw new IOException("Secret ops/" + name + " cannot be read from the API server now");
            }
            return Optional.ofNullable(data.get(name));
        }
    }

    @Test
    void aProviderIsAskedWithTheSecretItNames() {
        secrets.data.put("team", Map.of("token", "first\n"));
        apply("team", 1, BEARER);
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
        assertThat(tokens).containsExactly("Bearer first");
    }

    @Test
    void aRotatedSecretCountsAfterAMinuteAndIsNotReadForEveryQuery() {
        secrets.data.put("team", Map.of("token", "first"));
        apply("team", 1, BEARER);
        ask("team", "shop");
        secrets.data.put("team", Map.of("token", "second"));
        pass(Duration.ofSeconds(59));
        ask("team", "shop");
        assertThat(secrets.reads).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        ask("team", "shop");
        assertThat(tokens).containsExactly("Bearer first", "Bearer first", "Bearer second");
    }

    @Test
    void aSecretThatIsMissingKeepsTheNumbersAwayAndIsFoundSoonAfterItIsThere() {
        apply("team", 1, BEARER);
        assertThat(ask("team", "shop"))
                .isEqualTo(new Unavailable("cannot get the bearer token for Prometheus: there is no Secret ops/team"));
        secrets.data.put("team", Map.of("password", "x"));
        ask("team", "shop");
        assertThat(secrets.reads).as("not read again at once").isEqualTo(1);
        pass(Duration.ofSeconds(5));
        assertThat(ask("team", "shop"))
                .isEqualTo(new Unavailable(
                        "cannot get the bearer token for Prometheus: Secret ops/team has no key token"));
        assertThat(sources.probe(providers.get("team"))).isInstanceOf(Probe.NoCredential.class);
        secrets.data.put("team", Map.of("token", "there"));
        pass(Duration.ofMinutes(1));
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
    }

    @Test
    void whileTheApiServerIsAwayWhatWasReadStillCounts() {
        secrets.data.put("team", Map.of("token", "first"));
        apply("team", 1, BEARER);
        ask("team", "shop");
        secrets.away = true;
        pass(Duration.ofMinutes(5));
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
        assertThat(secrets.reads).isEqualTo(2);
    }

    @Test
    void aChangedSpecCountsAtOnceAndTheOlderOneNeverComesBack() {
        apply("team", 1, "");
        MetricsProvider old = providers.get("team");
        MetricSource before = sources.of("team", "shop");
        assertThat(sources.of("team", "payments")).as("one source for all").isSameAs(before);

        apply("team", 2, ", tenant: shop");
        MetricSource after = sources.of("team", "shop");
        assertThat(after).isNotSameAs(before);
        assertThat(before.at("up", TIME)).as("closed").isInstanceOf(Unavailable.class);

        providers.put("team", old); // a watch that is behind
        assertThat(sources.of("team", "shop")).isSameAs(after);
        assertThat(sources.probe(old)).isInstanceOf(Probe.Reachable.class);
    }

    @Test
    void oneThatIsDeletedAndMadeAgainIsAnother() {
        apply("team", 5, "");
        MetricSource before = sources.of("team", "shop");
        apply("team", 1, "");
        providers.get("team").getMetadata().setUid("another");
        assertThat(sources.of("team", "shop")).isNotSameAs(before);
    }

    @Test
    void whoNamesOneThatIsNotThereIsToldSo() {
        assertThat(ask("other", "shop"))
                .isEqualTo(new Refused("there is no MetricsProvider other that this operator can read:"
                        + " create it, or name another provider in the criterion"));
        apply("other", 1, "");
        assertThat(ask("other", "shop")).isInstanceOf(Series.class);
        MetricSource gone = sources.of("other", "shop");
        providers.remove("other");
        assertThat(ask("other", "shop")).isInstanceOf(Refused.class);
        assertThat(gone.at("sum(up)", TIME)).as("closed").isInstanceOf(Unavailable.class);
    }

    @Test
    void aNamespaceThatIsNotAllowedIsToldWhatMendsIt() {
        apply("team", 1, ", allowedNamespaces: [payments]");
        assertThat(ask("team", "payments")).isInstanceOf(Series.class);
        assertThat(ask("team", "shop"))
                .isEqualTo(new Refused("MetricsProvider team does not allow the namespace shop: add it to the"
                        + " provider's spec.allowedNamespaces, or name another provider in the criterion"));
        assertThat(tokens).hasSize(1);
        assertThat(sources.of("team", "shop").over("up", TIME, TIME.plusSeconds(60), Duration.ofSeconds(30)))
                .hasSize(3)
                .allSatisfy((instant, answer) -> assertThat(answer).isInstanceOf(Refused.class));
    }

    @Test
    void aSpecThatCannotWorkRefusesAndSaysWhy() {
        apply("team", 1, ", timeout: 0s");
        String why = "MetricsProvider team cannot be asked: spec.timeout: at least 100ms";
        assertThat(ask("team", "shop")).isEqualTo(new Refused(why));
        assertThat(sources.probe(providers.get("team"))).isEqualTo(new Probe.Invalid(why));
    }

    @Test
    void defaultIsThePrometheusOfTheCommandLineUntilThereIsAProviderOfThatName() {
        assertThat(ask("default", "shop"))
                .isEqualTo(new Refused("there is no Prometheus to ask: create a MetricsProvider named default,"
                        + " or start the operator with --prometheus-url"));
        MetricSource commandLine = new Refusing("of the command line");
        sources = sources(Optional.of(commandLine));
        assertThat(sources.of("default", "shop")).isSameAs(commandLine);
        apply("default", 1, "");
        assertThat(ask("default", "shop")).isInstanceOf(Series.class);
        providers.remove("default");
        assertThat(sources.of("default", "shop")).isSameAs(commandLine);
    }

    @Test
    void equalQueriesOfSeveralRolloutsAreAskedOnce() {
        apply("team", 1, "");
        sources.of("team", "shop").at("sum(up)", TIME);
        sources.of("team", "payments").at("sum(up)", TIME);
        assertThat(tokens).hasSize(1);
    }

    /** Another query each time, so that none is answered from memory. */
    private Answer ask(String provider, String namespace) {
        return sources.of(provider, namespace).at("query_" + asked++, TIME);
    }

    private void apply(String name, int generation, String more) {
        providers.put(
                name,
                Serialization.unmarshal(
                        "metadata: {name: %s, uid: %s, generation: %d}\nspec: {address: 'http://127.0.0.1:%d'%s}"
                                .formatted(
                                        name,
                                        name,
                                        generation,
                                        server.getAddress().getPort(),
                                        more),
                        MetricsProvider.class));
    }

    private ProviderSources sources(Optional<MetricSource> fallback) {
        return new ProviderSources(
                name -> Optional.ofNullable(providers.get(name)),
                fallback,
                secrets,
                QueryObserver.NONE,
                InstantSource.fixed(TIME),
                () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
