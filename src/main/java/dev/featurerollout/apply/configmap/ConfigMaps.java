package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.ObjectCache;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ConfigMaps of the cluster: as last heard of, as they are, and changed. */
public final class ConfigMaps {
    /** The name under which every write is recorded. Never to be changed: the API server keeps it for years. */
    public static final String FIELD_MANAGER = "featurerollout";

    private final KubernetesClient client;
    private final Cache cache;

    /** What was last heard of a ConfigMap. */
    public interface Cache extends ObjectCache<ConfigMap> {
        /** Knows nothing, so that everything is asked for. */
        Cache NONE = (namespace, name) -> Optional.empty();
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
     * Sets keys of a ConfigMap by server-side apply, if it still has the version of {@code before}.
     *
     * @return the ConfigMap as the API server stored it
     * @throws io.fabric8.kubernetes.client.KubernetesClientException 409 if it has another version, or was deleted
     */
    ConfigMap apply(ConfigMap before, Map<String, String> data) {
        return apply(before, data, GeneratedFrom.of(before));
    }

    /** As {@link #apply(ConfigMap, Map)}, and says which keys were generated from what. */
    ConfigMap apply(ConfigMap before, Map<String, String> data, GeneratedFrom generated) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build();
        // Given the object and not its name, the client does not ask for it first.
        Resource<ConfigMap> resource = client.configMaps()
                .inNamespace(before.getMetadata().getNamespace())
                .resource(before);
        String applied = Serialization.asJson(applied(before, data, generated));
        return cache.write(before, ignored -> resource.patch(context, applied));
    }

    /**
     * Creates a labelled ConfigMap with keys that were generated.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException 409 if there is one
     */
    void create(String namespace, String name, Map<String, String> data, GeneratedFrom generated) {
        ConfigMap created = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToLabels(FlagLabel.KEY, "true")
                .withAnnotations(generated.annotation())
                .endMetadata()
                .withData(data)
                .build();
        // Not by an apply: that could not be told to leave alone what somebody else created in between.
        client.raw("/api/v1/namespaces/" + namespace + "/configmaps?fieldManager=" + FIELD_MANAGER, "POST", created);
    }

    /** Names all that is ours, since an apply takes away what it does not name, and nothing that is not. */
    private static ConfigMap applied(ConfigMap before, Map<String, String> data, GeneratedFrom generated) {
        Map<String, String> ours =
                new TreeMap<>(Optional.ofNullable(before.getData()).orElse(Map.of()));
        ours.keySet().retainAll(OwnKeys.of(before));
        ours.putAll(data);
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(before.getMetadata().getName())
                .withNamespace(before.getMetadata().getNamespace())
                // Without it, a ConfigMap deleted in between would be created anew.
                .withUid(before.getMetadata().getUid())
                .withResourceVersion(before.getMetadata().getResourceVersion())
                .withAnnotations(generated.annotation())
                .endMetadata()
                .withData(ours)
                .build();
    }

    private Resource<ConfigMap> resource(String namespace, String name) {
        return client.configMaps().inNamespace(namespace).withName(name);
    }
}
