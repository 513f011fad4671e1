package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The chart's admission policies on a real API server: as the operator, as an administrator, and as a user. */
@Tag("server")
@Isolated("policies are of the whole cluster")
class AdmissionPoliciesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KubernetesClient ADMIN = ControlPlane.shared().client();
    private static final KubernetesClient OPERATOR = ControlPlane.shared()
            .clientAs("system:serviceaccount:ops:featurerollout", "system:masters", "system:authenticated");
    private static final List<HasMetadata> POLICIES = new ArrayList<>();

    private static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: %s}
        spec:
          flags: [{name: a, configMapRef: {name: flags, key: a}, format: Plain}]
          stages: [{name: all, percentage: 100, bakeTime: %s}]
          %s
        """;
    private static final String PROVIDER = "/apis/featurerollout.dev/v1alpha1/metricsproviders/http";
    private static final String GUARDED = "successCriteria: [{name: errors, query: errors, max: 1}]";

    private final String namespace = ControlPlane.shared().newNamespace();

    @BeforeAll
    static void install() {
        for (JsonNode object : Chart.render(Map.of(
                "admissionPolicies.unguarded.enabled", "true",
                "admissionPolicies.bakeTime.enabled", "true",
                "admissionPolicies.https.enabled", "true",
                "rbac.nudgePods", "true"))) {
            if (object.get("kind").asText().startsWith("ValidatingAdmissionPolicy")) {
                HasMetadata policy = Serialization.unmarshal(object.toString(), HasMetadata.class);
                POLICIES.add(ADMIN.resource(policy).create());
            }
        }
        assertThat(POLICIES).hasSize(14);
        String namespace = ControlPlane.shared().newNamespace();
        apply(namespace, "MetricsProvider", "http", "spec: {address: 'https://p'}");
        await("policies are in force").atMost(PATIENCE).until(() -> isRefused(() -> status(ADMIN, PROVIDER)));
        // Each is watched by itself: the last ones may come later than the first.
        await("all policies are in force")
                .atMost(PATIENCE)
                .until(() ->
                        isRefused(() -> apply(namespace, "MetricsProvider", "plain", "spec: {address: 'http://p'}"))
                                && isRefused(() -> rollout(namespace, "unguarded", "1h", "allowUnguarded: true"))
                                && isRefused(() -> rollout(namespace, "short", "1m", GUARDED)));
    }

    @AfterAll
    static void remove() {
        POLICIES.reversed().forEach(policy -> ADMIN.resource(policy).delete());
        await("policies are gone").atMost(PATIENCE).until(() -> !isRefused(() -> status(ADMIN, PROVIDER)));
        ADMIN.resources(MetricsProvider.class).delete();
        OPERATOR.close();
    }

    @Test
    void onlyTheOperatorWritesTheStatus() {
        rollout(namespace, "one", "1h", GUARDED);
        String rollout = "/apis/featurerollout.dev/v1alpha1/namespaces/" + namespace + "/featurerollouts/one";
        assertThatThrownBy(() -> status(ADMIN, rollout))
                .hasMessageContaining("is written by the operator (system:serviceaccount:ops:featurerollout) alone")
                .hasMessageContaining("edit its spec");
        status(OPERATOR, rollout);
        status(OPERATOR, PROVIDER);
    }

    @Test
    void theOperatorChangesOnlyConfigMapsThatCarryTheLabelBeforeAndAfter() {
        String label = "{\"metadata\":{\"labels\":{\"featurerollout.dev/flags\":\"%s\"}}}";
        configMap("flags", "featurerollout.dev/flags: 'true'");
        configMap("others", "");
        String data = "{\"data\":{\"a\":\"2\"}}";
        patch("flags", data);
        assertThatThrownBy(() -> patch("others", data)).hasMessageContaining("that carry the label");
        assertThatThrownBy(() -> patch("others", label.formatted("true"))).hasMessageContaining("before and after");
        assertThatThrownBy(() -> patch("flags", label.formatted("no"))).hasMessageContaining("before and after");
        assertThatThrownBy(() -> OPERATOR.resource(Serialization.<HasMetadata>unmarshal(
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"}}",
                                HasMetadata.class))
                        .inNamespace(namespace)
                        .create())
                .hasMessageContaining("that carry the label");
        ADMIN.configMaps().inNamespace(namespace).withName("others").edit(map -> {
            map.setData(Map.of("a", "2"));
            return map;
        });
    }

    @Test
    void theOperatorChangesOnlyItsFinalizerOfARollout() {
        rollout(namespace, "one", "1h", GUARDED);
        patch(OPERATOR, "one", "{\"metadata\":{\"finalizers\":[\"featurerollout.dev/restore-flags\"]}}");
        patch(OPERATOR, "one", "{\"metadata\":{\"finalizers\":null}}");
        for (String change : List.of(
                "{\"spec\":{\"suspend\":true}}",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}",
                "{\"metadata\":{\"finalizers\":[\"example.com/other\"]}}")) {
            assertThatThrownBy(() -> patch(OPERATOR, "one", change))
                    .as(change)
                    .hasMessageContaining("changes only its own finalizer");
        }
        patch(ADMIN, "one", "{\"spec\":{\"suspend\":true}}");
    }

    @Test
    void theOperatorChangesOnlyAnnotationsOfPods() {
        apply(namespace, "Pod", "one", "spec: {containers: [{name: a, image: a}]}");
        patchPod("{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}");
        assertThatThrownBy(() -> patchPod("{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"evil\"}]}}"))
                .hasMessageContaining("changes only annotations of pods");
        assertThatThrownBy(() -> patchPod("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
                .hasMessageContaining("changes only annotations of pods");
    }

    @Test
    void whatAPolicyRefusesIsRefusedAndWhatWasThereBeforeCanStillBeRolledBack() {
        assertThatThrownBy(() -> rollout(namespace, "unguarded", "1h", "allowUnguarded: true"))
                .hasMessageContaining("spec.allowUnguarded is not permitted in this cluster");
        assertThatThrownBy(() -> rollout(namespace, "short", "9m59s", GUARDED))
                .hasMessageContaining("spec.stages[].bakeTime is at least 10m in this cluster");
        assertThatThrownBy(() -> apply(namespace, "MetricsProvider", "plain", "spec: {address: 'http://p'}"))
                .hasMessageContaining("spec.address must begin with https://");
        rollout(namespace, "long-enough", "10m", GUARDED);
        assertThatThrownBy(() -> patch(ADMIN, "long-enough", "{\"spec\":{\"allowUnguarded\":true}}"))
                .hasMessageContaining("spec.allowUnguarded");

        List<HasMetadata> bindings = POLICIES.stream()
                .filter(policy -> policy.getKind().endsWith("Binding"))
                .filter(binding -> binding.getMetadata().getName().matches(".*-(unguarded|bake-time)"))
                .toList();
        bindings.forEach(binding -> ADMIN.resource(binding).delete());
        await().atMost(PATIENCE)
                .until(() -> !isRefused(() -> rollout(namespace, "before", "1s", "allowUnguarded: true")));
        bindings.forEach(binding -> {
            binding.getMetadata().setResourceVersion(null);
            binding.getMetadata().setUid(null);
            ADMIN.resource(binding).create();
        });
        await().atMost(PATIENCE).until(() -> isRefused(() -> rollout(namespace, "after", "1s", GUARDED)));
        patch(ADMIN, "before", "{\"spec\":{\"rollback\":{\"requested\":true}}}");
    }

    private static boolean isRefused(Runnable write) {
        try {
            write.run();
            return false;
        } catch (KubernetesClientException e) {
            return e.getMessage().contains("ValidatingAdmissionPolicy");
        }
    }

    private static void status(KubernetesClient as, String url) {
        ObjectNode object = Serialization.unmarshal(ADMIN.raw(url), ObjectNode.class);
        object.putObject("status").put("observedGeneration", 1);
        as.raw(url + "/status", "PUT", object);
    }

    private static void rollout(String namespace, String name, String bakeTime, String more) {
        HasMetadata rollout = Serialization.unmarshal(ROLLOUT.formatted(name, bakeTime, more), HasMetadata.class);
        ADMIN.resource(rollout).inNamespace(namespace).createOr(existing -> existing.update());
    }

    private static void apply(String namespace, String kind, String name, String spec) {
        String version = kind.equals("Pod") ? "v1" : "featurerollout.dev/v1alpha1";
        HasMetadata object = Serialization.unmarshal(
                "apiVersion: %s\nkind: %s\nmetadata: {name: %s}\n%s\n".formatted(version, kind, name, spec),
                HasMetadata.class);
        if (kind.equals("MetricsProvider")) {
            ADMIN.resource(object).createOr(existing -> existing.update());
        } else {
            ADMIN.resource(object).inNamespace(namespace).create();
        }
    }

    private void configMap(String name, String label) {
        ADMIN.resource(Serialization.<HasMetadata>unmarshal(
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {%s}}\ndata: {a: '1'}\n"
                                .formatted(name, label),
                        HasMetadata.class))
                .inNamespace(namespace)
                .create();
    }

    private void patch(String configMap, String patch) {
        OPERATOR.configMaps()
                .inNamespace(namespace)
                .withName(configMap)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private void patchPod(String patch) {
        OPERATOR.pods().inNamespace(namespace).withName("one").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    }

    private void patch(KubernetesClient as, String rollout, String patch) {
        as.genericKubernetesResources("featurerollout.dev/v1alpha1", "FeatureRollout")
                .inNamespace(namespace)
                .withName(rollout)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
}
