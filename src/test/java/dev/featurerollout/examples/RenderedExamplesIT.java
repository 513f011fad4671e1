package dev.featurerollout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PlannedStage;
import dev.featurerollout.gitops.RunningOperator;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples for kustomize and Helm, rendered by the real ones, and begun by the operator. */
class RenderedExamplesIT {
    private static final Path CHART = Path.of("examples/helm");
    private static PrometheusServer prometheus;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();

    @BeforeAll
    static void startPrometheus() throws Exception {
        prometheus = new PrometheusServer("rendered-examples").start();
    }

    @AfterAll
    static void stopPrometheus() {
        prometheus.close();
    }

    @ParameterizedTest
    @CsvSource({
        "dev,  half 50 5m everyone 100 10m",
        "prod, canary 1 1h tenth 10 6h half 50 24h everyone 100 48h",
    })
    void eachOverlayHasItsStages(String overlay, String stages) {
        String namespace = "shop-" + overlay;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        plane.kubectl().run("apply", "-k", "examples/kustomize/overlays/" + overlay);

        try (RunningOperator operator = operator(namespace, "new-checkout")) {
            FeatureRolloutStatus begun = operator.awaitStage(stages.split(" ")[0]);
            assertThat(begun.plan().stream().map(RenderedExamplesIT::text)).containsExactly(split(stages));
            assertThat(flags(namespace, "shop-flags")).contains("[\"on\", " + begun.percentage() + "]");
        }
    }

    private static String[] split(String stages) {
        return stages.split("(?<=[0-9][smh]) ");
    }

    private static String text(PlannedStage stage) {
        return stage.name() + " " + stage.percentage() + " " + stage.bakeTime();
    }

    @Test
    void anUpgradeOfTheChartInTheMidstOfARolloutKeepsTheFlagWhereItIs() {
        String namespace = plane.newNamespace();
        new Helm(CHART)
                .install()
                .withName("shop")
                .withNamespace(namespace)
                .withKubeConfigContents(plane.kubeconfig())
                .call();

        try (RunningOperator operator = operator(namespace, "shop-new-checkout")) {
            operator.awaitStage("canary");
            String before = flags(namespace, "shop-flags");
            assertThat(before).contains("[\"on\", 5]");

            new Helm(CHART)
                    .upgrade()
                    .withName("shop")
                    .withNamespace(namespace)
                    .withKubeConfigContents(plane.kubeconfig())
                    .set("maxErrorRate", "0.02")
                    .call();

            FeatureRolloutStatus seen = operator.await("the new bound", status -> status.observedGeneration() == 2);
            CriterionSpec criterion = seen.accepted().spec().successCriteria().get(0);
            assertThat(criterion.max()).hasToString("0.02");
            assertThat(criterion.ratio().of()).as("no template of Helm").contains("{job=\"$(service)\"}[$(window)]");
            assertThat(flags(namespace, "shop-flags")).isEqualTo(before);
            assertThat(seen.percentage()).isEqualTo("5");
        }
    }

    @Test
    void kustomizePutsOurSettingsIntoArgoCdsConfigMap(@TempDir Path temp) throws IOException {
        Path argocd = Path.of("gitops/argocd");
        Path component = Files.createDirectories(temp.resolve("featurerollout"));
        for (String file : new String[] {"kustomization.yaml", "argocd-cm.yaml"}) {
            Files.copy(argocd.resolve(file), component.resolve(file));
        }
        Files.writeString(
                temp.resolve("argocd-cm.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: argocd-cm}, data: {url: here}}");
        Files.writeString(
                temp.resolve("kustomization.yaml"), "{resources: [argocd-cm.yaml], components: [featurerollout]}");

        JsonNode data = Serialization.unmarshal(plane.kubectl().run("kustomize", temp.toString()), JsonNode.class)
                .get("data");

        assertThat(data.get("url").asText()).isEqualTo("here");
        assertThat(data.get("resource.customizations.health.featurerollout.dev_FeatureRollout")
                        .asText())
                .isEqualTo(Files.readString(
                        argocd.resolve("resource_customizations/featurerollout.dev/FeatureRollout/health.lua")));
    }

    private static RunningOperator operator(String namespace, String rollout) {
        return new RunningOperator(namespace, rollout, Optional.of(PrometheusConfig.of(prometheus.url())));
    }

    private String flags(String namespace, String name) {
        ConfigMap configMap =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return configMap.getData().get("flags.json");
    }
}
