package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Ports;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Rollouts that ask MetricsProviders, one of them behind a gate that wants a token; with the rights of deploy/. */
@Isolated // every operator whose rights suffice probes all MetricsProviders
class ProvidersE2E {
    private static final String TOKEN = "s3cret-4711";

    private static final KubernetesClient CLIENT = ControlPlane.shared().client();
    private static final Traffic TRAFFIC = new Traffic();
    private static PrometheusServer prometheus;
    private static TokenGate gate;
    private static ApiProxy proxy;
    private static OperatorProcess operator;

    private final Story story = new Story(TRAFFIC);

    @BeforeAll
    static void start() throws Exception {
        LeastPrivilegeE2E.installRights();
        prometheus = new PrometheusServer("providers")
                .scrape("shop", Duration.ofSeconds(1), TRAFFIC.address())
                .start();
        gate = new TokenGate(prometheus.url(), TOKEN);
        CLIENT.resource(secret("gate", LeastPrivilegeE2E.NAMESPACE, TOKEN)).create();
        apply("open", prometheus.url(), "");
        apply("gone", "http://127.0.0.1:" + Ports.free(), "");
        proxy = LeastPrivilegeE2E.serviceAccount();
        operator = new OperatorProcess("providers", prometheus)
                .through(proxy)
                .option("--selector=" + TRAFFIC.label())
                .option("--secrets-namespace=" + LeastPrivilegeE2E.NAMESPACE)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        operator.close();
        proxy.close();
        gate.close();
        prometheus.close();
        TRAFFIC.close();
        CLIENT.resources(MetricsProvider.class).delete();
    }

    @Test
    void aRolloutAsksTheProviderItNamesWithTheTokenThatOnlyTheOperatorSees() throws Exception {
        // One of the same name, where the rollout is: nobody looks at it.
        CLIENT.resource(secret("gate", story.namespace(), "wrong")).create();
        apply("gated", gate.url(), "auth: {bearer: {secretRef: {name: gate, key: token}}}, timeout: 5s");

        story.begin(criteria("gated"));
        story.awaitState("Completed");

        assertThat(gate.letIn()).isGreaterThan(5);
        Condition ready = awaitReady("gated", "Reachable");
        assertThat(ready.status()).isEqualTo("True");
        assertThat(status("gated").orElseThrow().version()).startsWith("2.");
        assertThat(status("gated").orElseThrow().flavor()).isEqualTo("Prometheus");
        assertThat(operator.metrics()).contains("featurerollout_provider_up{provider=\"gated\"} 1.0");
        assertThat(proxy.requests(request -> request.path().contains("/secrets")))
                .isNotEmpty()
                .allSatisfy(request -> {
                    assertThat(request.method()).isEqualTo("GET");
                    assertThat(request.path())
                            .matches("/api/v1/namespaces/" + LeastPrivilegeE2E.NAMESPACE + "/secrets/[-a-z]+");
                });
        assertThat(Files.readString(Path.of("target/e2e/providers.log"))).doesNotContain(TOKEN);
    }

    @Test
    void aNamespaceThatIsNotAllowedIsToldWhatMendsItAndGoesOnWhenItIsMended() {
        apply("others", prometheus.url(), "allowedNamespaces: [another-team]");
        story.begin(criteria("others"));

        FeatureRolloutStatus refused = story.awaitState("InvalidQuery");
        assertThat(Story.condition(refused, "Stalled").message())
                .contains("MetricsProvider others does not allow the namespace " + story.namespace())
                .contains("spec.allowedNamespaces");

        CLIENT.resources(MetricsProvider.class)
                .withName("others")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"allowedNamespaces\":[\"another-team\",\"" + story.namespace() + "\"]}}");
        story.awaitState("Completed");
    }

    @Test
    void aProviderThatIsMissingStallsUntilItIsThere() {
        story.begin(criteria("later"));
        FeatureRolloutStatus refused = story.awaitState("InvalidQuery");
        assertThat(Story.condition(refused, "Stalled").message()).contains("there is no MetricsProvider later");
        apply("later", prometheus.url(), "");
        story.awaitState("Completed");
    }

    @Test
    void theStatusOfAProviderTellsWhatIsWrong() {
        apply("wrong-token", gate.url(), "auth: {bearer: {secretRef: {name: wrong, key: token}}}");
        assertThat(awaitReady("open", "Reachable").status()).isEqualTo("True");
        assertThat(awaitReady("gone", "Unreachable").message()).contains("connection refused");
        assertThat(awaitReady("wrong-token", "SecretNotFound").message())
                .contains("there is no Secret " + LeastPrivilegeE2E.NAMESPACE + "/wrong");

        CLIENT.resource(secret("wrong", LeastPrivilegeE2E.NAMESPACE, "not-" + TOKEN))
                .create();
        CLIENT.resources(MetricsProvider.class)
                .withName("wrong-token")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"timeout\":\"4s\"}}");
        assertThat(awaitReady("wrong-token", "Unauthorized").message()).contains("401");
        assertThat(operator.metrics()).contains("featurerollout_provider_up{provider=\"wrong-token\"} 0.0");
    }

    private static String criteria(String provider) {
        return Story.CRITERIA
                .indent(-2)
                .replace("- name: error-rate\n", "- name: error-rate\n  provider: " + provider + "\n");
    }

    private static void apply(String name, String address, String more) {
        String allowed = more.contains("allowedNamespaces") ? "" : "allowedNamespaces: ['*'], ";
        CLIENT.resource("apiVersion: featurerollout.dev/v1alpha1\nkind: MetricsProvider\nmetadata: {name: " + name
                        + "}\nspec: {address: '" + address + "', " + allowed + more + "}\n")
                .create();
    }

    private static Secret secret(String name, String namespace, String token) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToStringData("token", token)
                .build();
    }

    private Condition awaitReady(String provider, String reason) {
        story.awaitThat(
                provider + " is " + reason,
                () -> ready(provider).filter(it -> it.reason().equals(reason)).isPresent());
        return ready(provider).orElseThrow();
    }

    private static Optional<Condition> ready(String provider) {
        return status(provider)
                .filter(status -> status.conditions() != null)
                .flatMap(status -> status.conditions().stream()
                        .filter(condition -> condition.type().equals("Ready"))
                        .findFirst());
    }

    private static Optional<MetricsProviderStatus> status(String provider) {
        return Optional.ofNullable(CLIENT.resources(MetricsProvider.class)
                        .withName(provider)
                        .get())
                .map(MetricsProvider::getStatus);
    }
}
