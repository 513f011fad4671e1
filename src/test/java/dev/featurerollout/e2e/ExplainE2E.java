package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.cli.Run;
import dev.featurerollout.explain.PlayedRollout;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.OpenMetricsText;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, by somebody who may get FeatureRollouts and nothing else. */
class ExplainE2E {
    private static final Instant START = Instant.parse("2026-11-15T05:00:00Z");
    private static final Duration INCIDENT = Duration.ofMinutes(20);

    private static String namespace;
    private static ApiProxy proxy;
    private static PrometheusServer prometheus;
    private static PrometheusServer another;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        namespace = ControlPlane.shared().newNamespace();
        mayOnlyGet("sre");
        proxy = new ApiProxy().inTheNameOf("sre", "system:authenticated");
        prometheus = prometheus("explain", 0.2);
        another = prometheus("explain-another", 0.004);
        try (PrometheusSource source =
                new PrometheusSource(PrometheusConfig.of(prometheus.url()), QueryObserver.NONE)) {
            create("baking", PlayedRollout.after(Duration.ofMinutes(10), START, source));
            create("rolled-back", PlayedRollout.after(Duration.ofMinutes(22), START, source));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        prometheus.close();
        another.close();
    }

    private static PrometheusServer prometheus(String name, double errors) throws Exception {
        Instant first = START.minus(Duration.ofMinutes(10));
        Instant last = START.plus(Duration.ofHours(2));
        Duration scrape = Duration.ofSeconds(15);
        OpenMetricsText past = new OpenMetricsText()
                .gauge(
                        "error_ratio",
                        Map.of(),
                        first,
                        last,
                        scrape,
                        t -> t.isBefore(START.plus(INCIDENT)) ? 0.001 : errors)
                .gauge("latency_seconds", Map.of(), first, last, scrape, t -> 0.25);
        return new PrometheusServer(name).backfill(past.toString()).start();
    }

    private static void mayOnlyGet(String user) {
        KubernetesClient client = ControlPlane.shared().client();
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("explain")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups(FeatureRollout.GROUP)
                        .withResources("featurerollouts")
                        .withVerbs("get")
                        .endRule()
                        .build())
                .create();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("explain")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "explain")
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .create();
    }

    private static void create(String name, FeatureRollout played) {
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        rollout.setSpec(played.getSpec());
        KubernetesClient client = ControlPlane.shared().client();
        FeatureRollout created = client.resource(rollout).create();
        created.setStatus(played.getStatus());
        client.resource(created).updateStatus();
    }

    private Run explain(String... more) throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), proxy.kubeconfig());
        List<String> args = new ArrayList<>(List.of("explain", "-n", namespace, "--kubeconfig", kubeconfig.toString()));
        args.addAll(List.of(more));
        return Run.of(START.plus(Duration.ofDays(1)), args);
    }

    @Test
    void aStageThatBakes() throws Exception {
        Run run = explain("baking", "--prometheus-url", prometheus.url());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(namespace + "/baking, as its status tells at 2026-11-15T05:")
                .contains("The rule that decides: bake")
                .contains("Criterion error-rate (Guardrail): Pass (0.001)")
                .contains("query    max(error_ratio)")
                .contains("today    Pass (0.001), as recorded")
                .contains("Today's verdicts are the recorded ones.");
    }

    @Test
    void aRollback() throws Exception {
        Run run = explain("rolled-back", "--prometheus-url", prometheus.url(), "-o", "json");

        JsonNode told = new ObjectMapper().readTree(run.out());
        assertThat(told.path("state").asText()).isEqualTo("RolledBack");
        assertThat(told.path("rule").asText()).isEqualTo("stay-down-after-a-rollback");
        JsonNode failing = told.path("rolledBackBy");
        assertThat(failing.path("name").asText()).isEqualTo("error-rate");
        assertThat(failing.path("at").asText()).isEqualTo("2026-11-15T05:20:32Z");
        assertThat(failing.path("today").path("value").asDouble()).isEqualTo(0.2);
        assertThat(told.path("differs").asBoolean()).isFalse();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aRollbackThatTodaysMetricsDoNotSupport() throws Exception {
        Run run = explain("rolled-back", "--prometheus-url", another.url());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("today    Pass (0.004): TODAY'S ANSWER DIFFERS FROM THE RECORDED ONE, Fail (0.2)")
                .contains("Today's answer differs from the recorded one");
    }

    @Test
    void nothingIsAskedOfPrometheusWithoutItsAddress() throws Exception {
        Run run = explain("rolled-back");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Rolled back by error-rate (Guardrail): Fail (0.2)")
                .doesNotContain("today");
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        Run run = explain("no-such");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no FeatureRollout no-such in namespace " + namespace);
    }

    @Test
    void whatMayNotBeReadIsTold() throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), proxy.kubeconfig());
        Run run =
                Run.of(START, List.of("explain", "baking", "-n", "kube-system", "--kubeconfig", kubeconfig.toString()));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("featurerollout: the API server refuses: featurerollouts.featurerollout.dev \"baking\" is"
                        + " forbidden: ");
    }
}
