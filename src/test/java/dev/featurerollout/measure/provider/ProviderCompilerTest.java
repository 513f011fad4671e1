package dev.featurerollout.measure.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderSpec;
import dev.featurerollout.api.v1alpha1.SecretKeyRef;
import dev.featurerollout.measure.prometheus.Authentication;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.Secret;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From manifests to how a provider is asked. */
class ProviderCompilerTest {
    static List<Path> valid() {
        return Crd.METRICS_PROVIDER.valid();
    }

    static Stream<InvalidManifest> whatOldApiServersLetThrough() {
        return Crd.METRICS_PROVIDER.invalid().stream().filter(it -> it.by() != InvalidManifest.By.SCHEMA);
    }

    @ParameterizedTest
    @MethodSource
    void valid(Path manifest) {
        MetricsProviderSpec spec = spec(Serialization.asYaml(Manifests.json(manifest)));
        assertThat(compile(spec).baseUrl()).hasToString(spec.address());
    }

    @ParameterizedTest
    @MethodSource
    void whatOldApiServersLetThrough(InvalidManifest manifest) {
        MetricsProviderSpec spec = spec(manifest.json().toString());
        IllegalArgumentException refusal = catchThrowableOfType(IllegalArgumentException.class, () -> compile(spec));
        assertThat(refusal).isNotNull().matches(e -> manifest.isToldBy(e.getMessage()), "says " + manifest.expected());
    }

    @Test
    void everyFieldCounts() throws Exception {
        PrometheusConfig config =
                compile(spec(Serialization.asYaml(Manifests.json(Crd.METRICS_PROVIDER.everythingSet()))));

        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.maxConcurrentQueries()).isEqualTo(4);
        assertThat(config.maxQueriesPerSecond()).isEqualTo(10);
        assertThat(config.headers().keySet()).containsExactlyInAnyOrder("X-Team", "X-Api-Key", "X-Scope-OrgID");
        assertThat(config.headers().get("X-Scope-OrgID").reveal()).isEqualTo("shop|payments");
        assertThat(config.headers().get("X-Api-Key").reveal()).isEqualTo("mimir/api-key");
        assertThat(config.tls().ca().reveal()).isEqualTo("mimir-tls/ca.crt");
        assertThat(config.tls().certificate().reveal()).isEqualTo("mimir-tls/tls.crt");
        assertThat(config.tls().key().reveal()).isEqualTo("mimir-tls/tls.key");
        assertThat(config.authentication()).isInstanceOfSatisfying(Authentication.OAuth2.class, client -> {
            assertThat(client.tokenUrl()).hasToString("https://login.example.com/oauth2/token?tenant=shop");
            assertThat(client.clientId()).isEqualTo("featurerollout");
            assertThat(client.scopes()).containsExactly("metrics.read", "offline");
            assertThat(client.audience()).contains("https://mimir.example.com");
        });
    }

    @Test
    void everyFieldOfTheTenancyCounts() {
        Tenancy tenancy = Tenancy.of(spec(Serialization.asYaml(Manifests.json(Crd.METRICS_PROVIDER.everythingSet()))));

        assertThat(tenancy.templatesOnly()).isTrue();
        assertThat(tenancy.headers("shop")).isEqualTo(Map.of("X-Namespace", "shop"));
        assertThat(tenancy.labels("shop")).isEqualTo(Map.of("namespace", "shop", "cluster", "prod"));
        assertThat(tenancy.maxQueriesPerSecond()).isEqualTo(5);
        assertThat(tenancy.maxSeries()).contains(100);
        assertThat(tenancy.maxRange()).contains(Duration.ofHours(24));
    }

    @Test
    void nothingIsReadBeforeItIsNeeded() {
        MetricsProviderSpec spec =
                spec("spec: {address: 'https://p', auth: {bearer: {secretRef: {name: prometheus, key: token}}}}");
        PrometheusConfig config = ProviderCompiler.compile(
                spec,
                ref -> Secret.lookedUp("Secret ops/prometheus", () -> {
                    throw new AssertionError("read");
                }),
                InstantSource.fixed(Instant.EPOCH));
        assertThat(config.toString()).contains("[in Secret ops/prometheus]");
    }

    @Test
    void namespacesAreNoneUnlessSomeAreNamed() {
        assertThat(allows("", "shop")).isFalse();
        assertThat(allows(", allowedNamespaces: ['*']", "shop")).isTrue();
        assertThat(allows(", allowedNamespaces: [payments, shop]", "shop")).isTrue();
        assertThat(allows(", allowedNamespaces: [payments]", "shop")).isFalse();
    }

    private static boolean allows(String more, String namespace) {
        return Tenancy.of(spec("spec: {address: 'http://p'" + more + "}")).allows(namespace);
    }

    /** As an opened provider is: the tenancy is read as well. */
    private static PrometheusConfig compile(MetricsProviderSpec spec) {
        Tenancy.of(spec);
        return ProviderCompiler.compile(spec, ProviderCompilerTest::secret, InstantSource.fixed(Instant.EPOCH));
    }

    private static Secret secret(SecretKeyRef ref) {
        return Secret.of(ref.name() + "/" + ref.key());
    }

    private static MetricsProviderSpec spec(String yaml) {
        return Serialization.unmarshal(yaml, MetricsProvider.class).getSpec();
    }
}
