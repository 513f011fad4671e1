package dev.featurerollout.e2e;

import static org.awaitility.Awaitility.await;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** One feature in a namespace of its own, on the real API server: its rollout, its flag, its users. */
final class Story {
    static final String DOCUMENT = """
        {
          "flags": {
            "new-checkout": {
              "state": "ENABLED",
              "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": {
                "if": [{"in": [{"var": "plan"}, ["internal"]]}, "on",
                       {"fractional": [["on",   0], ["off", 100]]}]
              }
            },
            "other": {"state": "ENABLED", "variants": {"a": 1, "b": 2}, "defaultVariant": "a"}
          }
        }
        """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "new-checkout";

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace;
    private final Traffic traffic;

    Story(Traffic traffic) {
        this.traffic = traffic;
        this.namespace = ControlPlane.shared().newNamespace();
        flows(200, 0.001);
        createConfigMap();
    }

    String namespace() {
        return namespace;
    }

    /** From now on there are so many requests a second, and such a share of them fails. */
    void flows(double requestsPerSecond, double errorShare) {
        traffic.flows(namespace, requestsPerSecond, errorShare);
    }

    void createConfigMap() {
        client.configMaps()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("shop-flags")
                        .withNamespace(namespace)
                        .addToLabels("featurerollout.dev/flags", "true")
                        .endMetadata()
                        .addToData("flags.json", DOCUMENT)
                        .build())
                .create();
    }

    /**
     * Applies the rollout: quick stages 5, 25, 50, 100, an error rate of at most 5 %, and what the story adds.
     *
     * @param spec further YAML of the spec, or of what it overrides
     */
    void begin(String... spec) {
        beginAs(NAME, spec);
    }

    void beginAs(String name, String... spec) {
        String more = String.join("\n", spec).indent(2);
        String stages = more.contains("stages:") ? "" : STAGES;
        String criteria = more.contains("successCriteria:") || more.contains("allowUnguarded") ? "" : CRITERIA;
        String propagation = more.contains("propagation:") ? "" : "  propagation: {delay: 0s}\n";
        client.resource(HEAD.formatted(name, namespace, traffic.label().replace("=", ": "))
                        + stages
                        + criteria
                        + propagation
                        + more)
                .create();
    }

    private static final String HEAD = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: %s, namespace: %s, labels: {%s}}
        spec:
          flags:
          - name: checkout
            configMapRef: {name: shop-flags, key: flags.json}
            format: Flagd
            flag: new-checkout
            variation: "on"
        """;

    private static final String STAGES = """
          stages:
          - {name: canary, percentage: 5, bakeTime: 4s}
          - {name: quarter, percentage: 25, bakeTime: 4s}
          - {name: half, percentage: 50, bakeTime: 4s}
          - {name: everyone, percentage: 100, bakeTime: 4s}
        """;

    static final String CRITERIA = """
          successCriteria:
          - name: error-rate
            ratio:
              bad: sum(increase(http_requests_total{app="$(namespace)",code=~"5.."}[$(window)]))
              of: sum(increase(http_requests_total{app="$(namespace)"}[$(window)]))
            max: "0.05"
            warning: {max: "0.02"}
            window: 5s
            interval: 1s
        """;

    /** Merges a patch into the rollout, as {@code kubectl patch --type merge} would. */
    void patch(String json) {
        rollouts(NAME).patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    void delete() {
        rollouts(NAME).delete();
    }

    FeatureRollout rollout() {
        return rollouts(NAME).get();
    }

    FeatureRollout rollout(String name) {
        return rollouts(name).get();
    }

    FeatureRolloutStatus status() {
        return Optional.ofNullable(rollout())
                .map(FeatureRollout::getStatus)
                .filter(status -> status.conditions() != null)
                .orElse(null);
    }

    private Resource<FeatureRollout> rollouts(String name) {
        return client.resources(FeatureRollout.class).inNamespace(namespace).withName(name);
    }

    /** Waits until the printed state is {@code reason}. */
    FeatureRolloutStatus awaitState(String reason) {
        return awaitStatus("state " + reason, status -> reason.equals(state(status)));
    }

    /** Waits until the stage was entered. */
    FeatureRolloutStatus awaitStage(String name) {
        return awaitStatus(
                "stage " + name,
                status -> status.stage() != null && status.stage().name().equals(name));
    }

    FeatureRolloutStatus awaitStatus(String what, Predicate<FeatureRolloutStatus> condition) {
        await(what + " in " + namespace)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> status() != null && condition.test(status()));
        return status();
    }

    void awaitThat(String what, Callable<Boolean> condition) {
        await(what + " in " + namespace)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    String state() {
        return Optional.ofNullable(status()).map(Story::state).orElse("");
    }

    static String state(FeatureRolloutStatus status) {
        return condition(status, "Ready").reason();
    }

    static Condition condition(FeatureRolloutStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(new Condition(type, "Absent", 0L, null, "Absent", ""));
    }

    /** Returns the stages that were entered, in order, as the history tells it. */
    List<String> entered() {
        return status().history().stream()
                .filter(transition -> transition.reason().equals("StageEntered"))
                .map(Transition::to)
                .toList();
    }

    ConfigMap configMap() {
        return client.configMaps().inNamespace(namespace).withName("shop-flags").get();
    }

    String document() {
        return configMap().getData().get("flags.json");
    }

    /** Writes the flag as another tool would. */
    void write(String manager, String from, String to) {
        String document = document();
        if (!document.contains(from)) {
            throw new IllegalStateException(from + " is not in " + document);
        }
        writeDocument(manager, document.replace(from, to));
    }

    void writeDocument(String manager, String document) {
        client.configMaps()
                .inNamespace(namespace)
                .withName("shop-flags")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        client.getKubernetesSerialization().asJson(Map.of("data", Map.of("flags.json", document))));
    }

    void label(String value) {
        client.configMaps()
                .inNamespace(namespace)
                .withName("shop-flags")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"featurerollout.dev/flags\":" + value + "}}}");
    }

    void deleteConfigMap() {
        client.configMaps().inNamespace(namespace).withName("shop-flags").delete();
    }

    /**
     * Waits until there are Events with these reasons, since an Event follows the status that it is about.
     *
     * @return the reasons of all Events
     */
    List<String> awaitEvents(String... reasons) {
        awaitThat("Events " + List.of(reasons), () -> events().containsAll(List.of(reasons)));
        return events();
    }

    private List<String> events() {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }
}
