package dev.featurerollout.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The files in {@code gitops/argocd}, used as Argo CD uses them. */
final class ArgoCd {
    static final Path FOLDER = Path.of("gitops/argocd");
    static final Path CUSTOMIZATION = FOLDER.resolve("resource_customizations/featurerollout.dev/FeatureRollout");
    static final List<String> ACTIONS = List.of("suspend", "resume", "release-hold", "rollback", "withdraw-rollback");

    /** An action on a rollout in a situation, and what it is to change. */
    record Sample(String action, String situation, String result, Consumer<ObjectNode> change) {
        JsonNode after(JsonNode before) {
            ObjectNode after = before.deepCopy();
            change.accept((ObjectNode) after.get("spec"));
            return after;
        }
    }

    static final List<Sample> SAMPLES = List.of(
            new Sample("suspend", Situations.RUNNING, "suspended", spec -> spec.put("suspend", true)),
            new Sample("resume", Situations.SUSPENDED, "resumed", spec -> spec.put("suspend", false)),
            new Sample("release-hold", Situations.HELD, "released", spec -> spec.remove("holdAt")),
            new Sample(
                    "rollback",
                    Situations.RUNNING,
                    "rollback-requested",
                    spec -> spec.withObject("rollback").put("requested", true)),
            new Sample(
                    "withdraw-rollback",
                    Situations.ROLLED_BACK_ON_REQUEST,
                    "rollback-withdrawn",
                    spec -> spec.withObject("rollback").put("requested", false)));

    private ArgoCd() {}

    record Health(String status, String message) {}

    static Health health(JsonNode rollout) {
        JsonNode health = Lua.run(script("health.lua"), rollout);
        return new Health(health.get("status").asText(), health.get("message").asText());
    }

    /** Returns whether each action is disabled. */
    static Map<String, Boolean> discover(JsonNode rollout) {
        return Lua.run(script("actions/discovery.lua"), rollout).properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        action -> action.getValue().get("disabled").booleanValue(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    static JsonNode act(String action, JsonNode rollout) {
        JsonNode changed = Lua.run(script("actions/" + action + "/action.lua"), rollout);
        return Serialization.unmarshal(changed.toString(), JsonNode.class);
    }

    static String script(String name) {
        try {
            return Files.readString(CUSTOMIZATION.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the patch of Argo CD's ConfigMap, made of the scripts. */
    static String configMap() {
        StringBuilder actions = new StringBuilder("discovery.lua: |\n")
                .append(script("actions/discovery.lua").indent(2))
                .append("definitions:\n");
        for (String action : ACTIONS) {
            actions.append("- name: ")
                    .append(action)
                    .append("\n  action.lua: |\n")
                    .append(script("actions/" + action + "/action.lua").indent(4));
        }
        return """
                # Made of the Lua files in resource_customizations/ by hack/render-manifests.
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: argocd-cm
                data:
                  resource.customizations.health.featurerollout.dev_FeatureRollout: |
                """
                + script("health.lua").indent(4)
                + "  resource.customizations.actions.featurerollout.dev_FeatureRollout: |\n"
                + actions.toString().indent(4);
    }
}
