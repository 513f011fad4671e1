package dev.featurerollout.measure.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.measure.Requester;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.Criterion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that come, change and go, with the Secrets they name. */
class ProviderSourcesTest {
    private static final Instant TIME = Instant.parse("2026-11-22T09:00:00Z");
    private static final String BEARER = ", auth: {bearer: {secretRef: {name: team, key: token}}}";

    private final HttpServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> tenants = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final Map<String, MetricsProvider> providers = new HashMap<>();
    private final Secrets secrets = new Secrets();
    private Providers.Found absent = new Providers.Absent();
    private long nanos;
    private int asked;
    private String answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[0,\"1\"]}}";
    private ProviderSources sources = sources(Optional.empty());

    ProviderSourcesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            tenants.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Scope-OrgID")));
            sent.add(URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8));
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
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
    void whereNoNamespaceIsAllowedNobodyIs() {
        apply("team", 1, "");
        apply("closed", 1, ", allowedNamespaces: null");
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
        assertThat(ask("closed", "shop"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message()).contains("does not allow the namespace shop"));
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
        MetricSource before = sources.of("team", in("shop"));
        assertThat(sources.of("team", in("payments"))).as("one source for all").isSameAs(before);

        apply("team", 2, ", tenant: shop");
        MetricSource after = sources.of("team", in("shop"));
        assertThat(after).isNotSameAs(before);
        assertThat(before.at("up", TIME)).as("closed").isInstanceOf(Unavailable.class);

        providers.put("team", old); // a watch that is behind
        assertThat(sources.of("team", in("shop"))).isSameAs(after);
        assertThat(sources.probe(old)).isInstanceOf(Probe.Reachable.class);
    }

    @Test
    void oneThatIsDeletedAndMadeAgainIsAnother() {
        apply("team", 5, "");
        MetricSource before = sources.of("team", in("shop"));
        apply("team", 1, "");
        providers.get("team").getMetadata().setUid("another");
        assertThat(sources.of("team", in("shop"))).isNotSameAs(before);
    }

    @Test
    void whoNamesOneThatIsNotThereIsToldSo() {
        assertThat(ask("other", "shop"))
                .isEqualTo(new Refused("there is no MetricsProvider other that this operator can read:"
                        + " create it, or name another provider in the criterion"));
        apply("other", 1, "");
        assertThat(ask("other", "shop")).isInstanceOf(Series.class);
        MetricSource gone = sources.of("other", in("shop"));
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
        assertThat(sources.of("team", in("shop")).over("up", TIME, TIME.plusSeconds(60), Duration.ofSeconds(30)))
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
        MetricSource commandLine = FixedAnswer.refused("of the command line");
        sources = sources(Optional.of(commandLine));
        assertThat(sources.of("default", in("shop"))).isSameAs(commandLine);
        apply("default", 1, "");
        assertThat(ask("default", "shop")).isInstanceOf(Series.class);
        providers.remove("default");
        assertThat(sources.of("default", in("shop"))).isSameAs(commandLine);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", allowedNamespaces: [payments]",
                ", allowedNamespaces: []",
                ", enforce: {namespace: $(namespace)}",
                ", tenant: $(namespace)",
                ", queries: TemplatesOnly",
                ", timeout: 0s"
            })
    void aRestrictedDefaultThatIsDeletedIsNotReplacedByThePrometheusOfTheCommandLine(String restriction) {
        sources = sources(Optional.of(FixedAnswer.refused("of the command line")));
        apply("default", 1, restriction);
        sources.notice(providers.get("default"));
        providers.remove("default");
        assertThat(ask("default", "shop"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message()).contains("--prometheus-url does not replace it"));
    }

    @Test
    void whileNobodyKnowsWhetherThereIsOneThePrometheusOfTheCommandLineIsNotAsked() {
        sources = sources(Optional.of(FixedAnswer.refused("of the command line")));
        absent = new Providers.Unknown("not listed yet");
        assertThat(ask("default", "shop")).isEqualTo(new Unavailable("not listed yet"));
        assertThat(sources.of("team", in("shop")).over("up", TIME, TIME.plusSeconds(60), Duration.ofSeconds(30)))
                .hasSize(3)
                .containsValue(new Unavailable("not listed yet"));
    }

    @Test
    void enforcedLabelsConfineEveryQueryToTheNamespaceOfTheRollout() {
        apply("team", 1, ", enforce: {namespace: $(namespace)}");
        sources.of("team", in("shop")).at("sum(up)", TIME);
        sources.of("team", in("payments")).over("up[5m:]", TIME, TIME, Duration.ofSeconds(30));
        assertThat(sent.get(0)).contains("sum ({__name__=\"up\",namespace=\"shop\"})");
        assertThat(sent.get(1)).contains("{__name__=\"up\",namespace=\"payments\"}[300s:]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up keep_metric_names | 1:4: expected an operator or the end",
                "sum(up | expected",
                "{__name__='up' or job='x'} | expected",
                "info(up) | the function info reads series that no selector names",
                "up{namespace='payments'} | namespace=\"payments\" selects nothing, because only series with"
                        + " namespace=\"shop\" can be read"
            })
    void aQueryThatCannotBeConfinedIsNotSent(String query, String why) {
        apply("team", 1, ", enforce: {namespace: $(namespace)}");
        assertThat(sources.of("team", in("shop")).at(query, TIME))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("spec.enforce")
                                .contains(why));
        assertThat(sources.of("team", in("shop")).over(query, TIME, TIME, Duration.ofSeconds(30)))
                .allSatisfy((at, refused) -> assertThat(refused).isInstanceOf(Refused.class));
        assertThat(sent).isEmpty();
    }

    @Test
    void eachNamespaceCanBeATenantOfItsOwn() {
        apply("team", 1, ", tenant: 'ns-$(namespace)'");
        sources.of("team", in("shop")).at("sum(up)", TIME);
        sources.of("team", in("payments")).at("sum(up)", TIME);
        sources.of("team", in("shop")).at("sum(up)", TIME);
        assertThat(tenants).as("and answers are not shared").containsExactly("ns-shop", "ns-payments");
        sources.probe(providers.get("team"));
        assertThat(tenants.get(2)).isEqualTo("ns-default");
    }

    @Test
    void withTemplatesOnlyAQueryOfARolloutIsNotSent() {
        apply("team", 1, ", queries: TemplatesOnly");
        assertThat(ask("team", "shop"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("takes only queries of ClusterCriteriaTemplates"));
        assertThat(sources.of("team", new Requester("shop", Criterion.Origin.ClusterTemplate))
                        .at("sum(up)", TIME))
                .isInstanceOf(Series.class);
    }

    @Test
    void aNamespaceThatAsksTooFastWaitsForItselfOnly() {
        apply("team", 1, ", timeout: 200ms, namespaceLimits: {maxQueriesPerSecond: 2}");
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
        assertThat(ask("team", "shop")).isInstanceOf(Series.class);
        assertThat(ask("team", "shop"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        busy -> assertThat(busy.message()).contains("2 queries a second are all that is allowed"));
        assertThat(ask("team", "payments")).isInstanceOf(Series.class);
    }

    @Test
    void anAnswerWithMoreSeriesThanANamespaceMayReadIsRefused() {
        answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + "{\"metric\":{\"pod\":\"a\"},\"value\":[0,\"1\"]},{\"metric\":{\"pod\":\"b\"},\"value\":[0,\"1\"]}]}}";
        apply("team", 1, ", namespaceLimits: {maxSeries: 1}");
        assertThat(ask("team", "shop"))
                .isEqualTo(new Refused("the query returned 2 series, and MetricsProvider team allows 1"
                        + " (spec.namespaceLimits.maxSeries): aggregate them in the query, for instance with sum()"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum(rate(up[1h])) | ",
                "rate(up[61m]) | a range of 1h1m",
                "max_over_time(rate(up[30m])[31m:]) | a range of 1h1m",
                "up + max_over_time((up + max_over_time(up[30m:]))[31m:]) | a range of 1h1m",
                "up[1h] keep | the range of this one cannot be determined"
            })
    void aQueryThatReadsALongerRangeThanANamespaceMayIsNotSent(String query, String why) {
        apply("team", 1, ", namespaceLimits: {maxRange: 1h}");
        Answer given = sources.of("team", in("shop")).at(query, TIME);
        if (why == null) {
            assertThat(given).isInstanceOf(Series.class);
        } else {
            assertThat(given)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.message())
                                    .contains(why)
                                    .contains("spec.namespaceLimits.maxRange"));
            assertThat(sent).isEmpty();
        }
    }

    @Test
    void equalQueriesOfSeveralRolloutsAreAskedOnce() {
        apply("team", 1, "");
        sources.of("team", in("shop")).at("sum(up)", TIME);
        sources.of("team", in("payments")).at("sum(up)", TIME);
        assertThat(tokens).hasSize(1);
    }

    private static Requester in(String namespace) {
        return new Requester(namespace, Criterion.Origin.Namespace);
    }

    /** Another query each time, so that none is answered from memory. */
    private Answer ask(String provider, String namespace) {
        return sources.of(provider, in(namespace)).at("query_" + asked++, TIME);
    }

    private void apply(String name, int generation, String more) {
        providers.put(
                name,
                Serialization.unmarshal(
                        "metadata: {name: %s, uid: %s, generation: %d}\nspec: {address: 'http://127.0.0.1:%d'%s%s}"
                                .formatted(
                                        name,
                                        name,
                                        generation,
                                        server.getAddress().getPort(),
                                        more.contains("allowedNamespaces") ? "" : ", allowedNamespaces: ['*']",
                                        more),
                        MetricsProvider.class));
    }

    private ProviderSources sources(Optional<MetricSource> fallback) {
        return new ProviderSources(
                name -> providers.containsKey(name) ? new Providers.Present(providers.get(name)) : absent,
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
