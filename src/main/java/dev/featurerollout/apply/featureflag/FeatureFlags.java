package dev.featurerollout.apply.featureflag;

import dev.featurerollout.apply.ObjectCache;
import dev.featurerollout.apply.configmap.ConfigMaps;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;

/** The FeatureFlags of the cluster: as last heard of, as they are, and changed. */
public final class FeatureFlags {
    public static final String GROUP = "core.openfeature.dev";
    public static final String VERSION = "v1beta1";
    public static final String KIND = "FeatureFlag";
    public static final String PLURAL = "featureflags";
    public static final ResourceDefinitionContext DEFINITION = new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion(VERSION)
            .withKind(KIND)
            .withPlural(PLURAL)
            .withNamespaced(true)
            .build();

    static final String RESOURCE = "featureflags.core.openfeature.dev";

    private final KubernetesClient client;
    private final ObjectCache<GenericKubernetesResource> cache;

    public FeatureFlags(KubernetesClient client, ObjectCache<GenericKubernetesResource> cache) {
        this.client = client;
        this.cache = cache;
    }

    /** Whether an API server knows the kind. */
    public static boolean areInstalled(KubernetesClient client) {
        return client.supports(GROUP + "/" + VERSION, KIND);
    }

    boolean areInstalled() {
        return areInstalled(client);
    }

    Optional<GenericKubernetesResource> cached(String namespace, String name) {
        return cache.get(namespace, name);
    }

    Optional<GenericKubernetesResource> live(String namespace, String name) {
        return Optional.ofNullable(client.genericKubernetesResources(DEFINITION)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /**
     * Sends a JSON patch. Server-side apply would not do: it takes away nothing that somebody else owns, too, and going
     * back may mean to take a rule away.
     *
     * @return the FeatureFlag as the API server stored it
     * @throws io.fabric8.kubernetes.client.KubernetesClientException 409 if it has another version, 404 if it was deleted
     */
    GenericKubernetesResource patch(GenericKubernetesResource before, String patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(ConfigMaps.FIELD_MANAGER)
                .build();
        // Given the object and not its name, the client does not ask for it first.
        Resource<GenericKubernetesResource> resource = client.genericKubernetesResources(DEFINITION)
                .inNamespace(before.getMetadata().getNamespace())
                .resource(before);
        return cache.write(before, ignored -> resource.patch(context, patch));
    }
}
