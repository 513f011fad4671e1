package dev.featurerollout.apply.configmap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The ConfigMaps of the cluster: as last heard of, as they are, and changed. */
public final class ConfigMaps {
    /** The name under which every write is recorded. Never to be changed: the API server keeps it for years. */
    public static final String FIELD_MANAGER = "featurerollout";

    private final KubernetesClient client;
    private final Cache cache;

    /** What was last heard of a ConfigMap. */
    public interface Cache {
        /** Knows nothing, so that everything is asked for. */
        Cache NONE = (namespace, name) -> Optional.empty();

        Optional<ConfigMap> get(String namespace, String name);

        /** Runs a write of a ConfigMap so that the cache knows of it; returns what was stored. */
        default ConfigMap write(ConfigMap before, UnaryOperator<ConfigMap> write) {
            return write.apply(before);
        }
    }

    public ConfigMaps(KubernetesClient client, Cache cache) {
        this.client = client;
        this.cache = cache;
    }

    Optional<ConfigMap> cached(String namespace, String name) {
        return cache.get(namespace, name);
    }

    Optional<ConfigMap> live(String namespace, String name) {
        return Optional.ofNullable(resource(namespace, name).get());
    }

    /**
     * Sets keys of a ConfigMap if it still has the version of {@code before}.
     *
     * @return the ConfigMap as the API server stored it
     * @throws io.fabric8.kubernetes.client.KubernetesClientException 409 if it has another version
     */
    ConfigMap patch(ConfigMap before, Map<String, String> data) {
        Map<String, Object> patch = new LinkedHashMap<>();
        patch.put("metadata", Map.of("resourceVersion", before.getMetadata().getResourceVersion()));
        patch.put("data", data);
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(FIELD_MANAGER)
                .build();
        // Given the object and not its name, the client does not ask for it first.
        Resource<ConfigMap> resource = client.configMaps()
                .inNamespace(before.getMetadata().getNamespace())
                .resource(before);
        return cache.write(before, ignored -> resource.patch(context, Serialization.asJson(patch)));
    }

    private Resource<ConfigMap> resource(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name);
    }
}
