package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.gitops.RunningOperator;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A checkout that stands on a cart, on a real API server: they rise and fall in the right order, and at once. */
class PrerequisitesIT {
    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();

    private void apply(String name, String more) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .addToLabels("featurerollout.dev/flags", "true")
                        .endMetadata()
                        .addToData("share", "0")
                        .build())
                .create();
        client.resource("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              flags: [{name: it, configMapRef: {name: %1$s, key: share}, format: Plain}]
              stages:
              - {name: half, percentage: 50, bakeTime: 1s}
              - {name: everyone, percentage: 100, bakeTime: 1h}
              propagation: {delay: 0s}
              allowUnguarded: true
            """.formatted(name, namespace) + more).create();
    }

    private ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    private long version(String name) {
        return Long.parseLong(configMap(name).getMetadata().getResourceVersion());
    }

    private static boolean isRolledBack(FeatureRolloutStatus status) {
        return status.attempt() != null && "RolledBack".equals(status.attempt().outcome());
    }

    @Test
    void whatStandsOnItRisesAfterItAndGoesDownBeforeIt() {
        apply("checkout", "  prerequisites: [{name: cart}]\n");
        try (RunningOperator operator = new RunningOperator(namespace, "checkout", Optional.empty())) {
            FeatureRolloutStatus waiting =
                    operator.await("a word on the cart", status -> ready(status).contains("does not exist"));
            assertThat(ready(waiting)).startsWith("Not started: FeatureRollout cart, a prerequisite");
            assertThat(waiting.attempt()).isNull();

            apply("cart", "");
            FeatureRolloutStatus risen = operator.await(
                    "everyone",
                    status -> Optional.ofNullable(status.stage())
                            .map(StageStatus::name)
                            .filter("everyone"::equals)
                            .isPresent());
            assertThat(risen.percentage()).isEqualTo("100");
            assertThat(version("checkout")).isGreaterThan(version("cart"));

            client.genericKubernetesResources("featurerollout.dev/v1alpha1", "FeatureRollout")
                    .inNamespace(namespace)
                    .withName("cart")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"rollback\": {\"requested\": true}}}");
            FeatureRolloutStatus down = operator.await("its rollback", PrerequisitesIT::isRolledBack);
            assertThat(down.rollback().reason()).isEqualTo("PrerequisiteRolledBack");
            assertThat(configMap("checkout").getData()).containsEntry("share", "0");
            assertThat(configMap("cart").getData()).containsEntry("share", "0");
            assertThat(version("checkout")).as("the checkout was written first").isLessThan(version("cart"));
        }
    }

    private static String ready(FeatureRolloutStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(condition -> condition.message())
                .findFirst()
                .orElse("");
    }
}
