package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.gitops.GitOpsTool.Sync;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator beside tools that heal themselves, without and with the settings that docs/gitops.md asks for. */
class GitOpsIT {
    static final String KEY = "percentage";
    private static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: %s}
        spec:
          revision: "1"
          flags:
          - {name: checkout, configMapRef: {name: shop-flags, key: percentage}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 2s}
          - {name: half, percentage: 50, bakeTime: 2s}
          - {name: everyone, percentage: 100, bakeTime: 2s}
          propagation: {delay: 0s}
          allowUnguarded: true
        """;

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private final ConfigMap git = new ConfigMapBuilder()
            .withNewMetadata()
            .withName("shop-flags")
            .withNamespace(namespace)
            .addToLabels("featurerollout.dev/flags", "true")
            .endMetadata()
            .addToData(KEY, "0")
            .addToData("banner", "hello")
            .build();
    private GitOpsTool tool;
    private RunningOperator operator;

    private void begin(Sync sync) {
        tool = new GitOpsTool(client, git, sync);
        client.resource(ROLLOUT.formatted(namespace)).create();
        operator = new RunningOperator(namespace, "new-checkout");
    }

    @AfterEach
    void stop() {
        tool.close();
        operator.close();
    }

    static List<Arguments> withoutSettings() {
        String argoCd = "In Argo CD, add ignoreDifferences to the Application, with kind ConfigMap, name shop-flags";
        String flux = "In Flux 2.9 or later, add spec.ignore to the Kustomization, with paths [/data/percentage]";
        return List.of(
                Arguments.of("argocd-controller", GitOpsTool.ARGO_CD_CLIENT_SIDE, argoCd),
                Arguments.of("argocd-controller", GitOpsTool.ARGO_CD_SERVER_SIDE, argoCd),
                Arguments.of("kustomize-controller", GitOpsTool.FLUX_OVERRIDE, flux));
    }

    @ParameterizedTest
    @MethodSource("withoutSettings")
    void aToolThatWritesGitsLowerValueIsRespectedAndNamed(String manager, Sync sync, String advice) {
        begin(sync);
        assertThat(operator.awaitState("Holding"))
                .startsWith("flag checkout was lowered from 5 % to 0 % by " + manager)
                .contains("which is respected", advice);
        assertThat(percentage()).isEqualTo("0");
        assertThat(operator.history()).doesNotContain("DriftCorrected");
    }

    @ParameterizedTest
    @MethodSource("withoutSettings")
    void aToolThatWritesGitsHigherValueIsCorrectedAndThenLetBe(String manager, Sync sync, String advice) {
        begin(sync);
        operator.awaitState("Holding");
        tool.commit(at("90"));
        assertThat(operator.awaitState("FlagContested"))
                .contains("raised from 5 % to 90 % by " + manager, "brought back 3 times", advice);
        assertThat(operator.history().stream().filter("DriftCorrected"::equals)).hasSize(3);
    }

    static List<Sync> withSettings() {
        return List.of(GitOpsTool.ARGO_CD_RESPECTING, GitOpsTool.FLUX_IF_NOT_PRESENT, GitOpsTool.FLUX_IGNORING_THE_KEY);
    }

    @ParameterizedTest
    @MethodSource("withSettings")
    void withItsSettingsThereIsPeaceToTheEndThroughARollbackAndThroughTheNextAttempt(Sync sync) {
        begin(sync);
        operator.awaitState("Completed");
        assertThat(percentage()).isEqualTo("100");
        awaitThreeSyncs();
        assertThat(percentage()).isEqualTo("100");

        operator.patchSpec("{\"rollback\":{\"requested\":true}}");
        operator.awaitState("RolledBack");
        awaitThreeSyncs();
        assertThat(percentage()).isEqualTo("0");

        operator.patchSpec("{\"rollback\":{\"requested\":false},\"revision\":\"2\"}");
        operator.awaitStage("half");
        operator.awaitState("Completed");
        awaitThreeSyncs();
        assertThat(percentage()).isEqualTo("100");
        assertThat(operator.history())
                .containsExactly(
                        "StageEntered",
                        "StageEntered",
                        "StageEntered",
                        "Completed",
                        "RolledBack",
                        "StageEntered",
                        "StageEntered",
                        "StageEntered",
                        "Completed");
    }

    @Test
    void restOfTheConfigMapStaysArgoCds() {
        restStaysTheTools(GitOpsTool.ARGO_CD_RESPECTING);
    }

    @Test
    void restOfTheConfigMapStaysFluxs() {
        restStaysTheTools(GitOpsTool.FLUX_IGNORING_THE_KEY);
    }

    private void restStaysTheTools(Sync sync) {
        begin(sync);
        operator.awaitStage("canary");
        tool.commit(new ConfigMapBuilder(git).addToData("banner", "new").build());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> live().getData().get("banner").equals("new"));
        operator.awaitState("Completed");
        assertThat(live().getData()).containsEntry("banner", "new").containsEntry(KEY, "100");
        assertThat(operator.history()).doesNotContain("DriftCorrected");
    }

    @Test
    void whatFluxIsToldToIgnoreItNeitherCreatesNorTouches() {
        client.resource(git).create();
        begin(GitOpsTool.FLUX_IGNORE);
        operator.awaitState("Completed");
        awaitThreeSyncs();
        assertThat(percentage()).isEqualTo("100");
    }

    private void awaitThreeSyncs() {
        int before = tool.syncs();
        await().atMost(Duration.ofSeconds(30)).until(() -> tool.syncs() >= before + 3);
    }

    private ConfigMap at(String percentage) {
        return new ConfigMapBuilder(git).addToData(KEY, percentage).build();
    }

    private String percentage() {
        return live().getData().get(KEY);
    }

    private ConfigMap live() {
        return client.resource(git).get();
    }
}
