package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.featurerollout.apply.featureflag.FeatureFlags;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.KubectlEdit;
import dev.featurerollout.support.OpenFeatureCrd;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The operator and a FeatureFlag of the OpenFeature Operator, which others change, too. */
@Isolated
class FeatureFlagIT {
    private static final String TARGETING = "/spec/flagSpec/flags/new-checkout/targeting/fractional";
    private static final String IN_FEATURE_FLAG =
            "{name: checkout, featureFlagRef: {name: shop-flags}, format: Flagd, flag: new-checkout, variation: 'on'}";
    private static final String IN_CONFIG_MAP =
            "{name: search, configMapRef: {name: shop-flags, key: percentage}, format: Plain}";

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private RunningOperator operator;

    @BeforeEach
    void install() {
        OpenFeatureCrd.install(client);
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    private void begin(String lastBakeTime, String... flags) {
        client.resource("""
            apiVersion: featurerollout.dev/v1alpha1
            kind: FeatureRollout
            metadata: {name: new-checkout, namespace: %s}
            spec:
              revision: "1"
              flags: [%s]
              stages:
              - {name: canary, percentage: 5, bakeTime: 1s}
              - {name: half, percentage: 50, bakeTime: %s}
              - {name: everyone, percentage: 100, bakeTime: 1s}
              propagation: {delay: 0s}
              allowUnguarded: true
            """.formatted(namespace, String.join(", ", flags), lastBakeTime))
                .create();
        operator = new RunningOperator(namespace, "new-checkout");
    }

    private GenericKubernetesResource makeFeatureFlag() {
        GenericKubernetesResource featureFlag =
                Serialization.unmarshal("""
                    apiVersion: core.openfeature.dev/v1beta1
                    kind: FeatureFlag
                    metadata: {name: shop-flags, namespace: %s, labels: {featurerollout.dev/flags: "true"}}
                    spec:
                      flagSpec:
                        flags:
                          new-checkout:
                            state: ENABLED
                            variants: {"on": true, "off": false}
                            defaultVariant: "off"
                            targeting: {fractional: [["on", 0], ["off", 100]]}
                          banner:
                            state: ENABLED
                            variants: {old: hello, new: welcome}
                            defaultVariant: old
                    """.formatted(namespace), GenericKubernetesResource.class);
        return client.resource(featureFlag).create();
    }

    private void makeConfigMap() {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("shop-flags")
                        .withNamespace(namespace)
                        .addToLabels("featurerollout.dev/flags", "true")
                        .endMetadata()
                        .addToData("percentage", "0")
                        .build())
                .create();
    }

    @Test
    void aRolloutGoesUpAndBackBesideTheEditOfSomebodyElse() {
        GenericKubernetesResource made = makeFeatureFlag();
        begin("1s", IN_FEATURE_FLAG);
        operator.awaitState("Completed");
        assertThat(weights()).isEqualTo(List.of(List.of("on", 100), List.of("off", 0)));
        KubectlEdit.replace(resource(), "/spec/flagSpec/flags/banner/defaultVariant", "\"new\"");

        operator.patchSpec("{\"rollback\":{\"requested\":true}}");
        operator.awaitState("RolledBack");

        assertThat(weights())
                .isEqualTo(made.get("spec", "flagSpec", "flags", "new-checkout", "targeting", "fractional"));
        assertThat(live().<String>get("spec", "flagSpec", "flags", "banner", "defaultVariant"))
                .isEqualTo("new");
        assertThat(operator.history())
                .containsExactly("StageEntered", "StageEntered", "StageEntered", "Completed", "RolledBack");
    }

    @Test
    void whoLowersItIsRespectedAndNamedAtOnce() {
        makeFeatureFlag();
        begin("10m", IN_FEATURE_FLAG);
        operator.awaitStage("half");

        KubectlEdit.replace(resource(), TARGETING, "[[\"on\",1],[\"off\",99]]");

        assertThat(operator.awaitState("Holding"))
                .startsWith("flag checkout was lowered from 50 % to 1 % by kubectl-edit")
                .contains("leave the flag new-checkout out of what it applies");
        assertThat(weights()).isEqualTo(List.of(List.of("on", 1), List.of("off", 99)));
    }

    @Test
    void oneThatCannotGoBackDoesNotKeepTheOtherUp() {
        makeFeatureFlag();
        makeConfigMap();
        begin("10m", IN_CONFIG_MAP, IN_FEATURE_FLAG);
        operator.awaitStage("half");
        assertThat(percentage()).isEqualTo("50");
        relabel("false");

        operator.patchSpec("{\"rollback\":{\"requested\":true}}");

        assertThat(operator.awaitState("RollingBack"))
                .contains("flag checkout: FeatureFlag shop-flags is not labelled");
        await().atMost(Duration.ofSeconds(20)).until(() -> percentage().equals("0"));
        relabel("true");
        operator.awaitState("RolledBack");
        assertThat(weights()).isEqualTo(List.of(List.of("on", 0), List.of("off", 100)));
    }

    @Test
    void anOperatorThatWasThereBeforeTheDefinitionGoesOnWithIt() {
        OpenFeatureCrd.remove(client);
        begin("1s", IN_FEATURE_FLAG);
        assertThat(operator.awaitState("FlagNotFound"))
                .contains("the cluster has no featureflags.core.openfeature.dev");

        OpenFeatureCrd.install(client);
        makeFeatureFlag();
        operator.patchSpec("{\"revision\":\"2\"}");

        operator.awaitState("Completed");
        assertThat(weights()).isEqualTo(List.of(List.of("on", 100), List.of("off", 0)));
    }

    private Object weights() {
        return live().get("spec", "flagSpec", "flags", "new-checkout", "targeting", "fractional");
    }

    private String percentage() {
        ConfigMap configMap = client.configMaps()
                .inNamespace(namespace)
                .withName("shop-flags")
                .get();
        return configMap.getData().get("percentage");
    }

    private void relabel(String value) {
        GenericKubernetesResource now = live();
        now.getMetadata().setLabels(Map.of("featurerollout.dev/flags", value));
        client.resource(now).update();
    }

    private GenericKubernetesResource live() {
        return resource().get();
    }

    private Resource<GenericKubernetesResource> resource() {
        return client.genericKubernetesResources(FeatureFlags.DEFINITION)
                .inNamespace(namespace)
                .withName("shop-flags");
    }
}
