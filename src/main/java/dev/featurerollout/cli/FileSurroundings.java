package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;

/**
 * A cluster in which there is what the files hold, and no rollout has begun.
 *
 * @param defaultNamespace of manifests that name none
 */
record FileSurroundings(List<Manifest> manifests, String defaultNamespace) implements Surroundings {

    @Override
    public Optional<FeatureRolloutStatus> status(String namespace, String name) {
        return Optional.empty();
    }

    /** Returns the manifest of what holds flags. */
    Optional<Manifest> manifest(String namespace, Holder holder) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals(holder.kind().name()))
                .filter(manifest ->
                        manifest.json().at("/metadata/name").asText().equals(holder.name()))
                .filter(manifest -> manifest.json()
                        .at("/metadata/namespace")
                        .asText(defaultNamespace)
                        .equals(namespace))
                .findFirst();
    }

    @Override
    public Optional<? extends HasMetadata> holder(String namespace, Holder holder) {
        Class<? extends HasMetadata> type = switch (holder.kind()) {
            case ConfigMap -> ConfigMap.class;
            case FeatureFlag -> GenericKubernetesResource.class;
        };
        return manifest(namespace, holder).map(manifest -> {
            HasMetadata found = Serialization.unmarshal(manifest.json().toString(), type);
            found.getMetadata().setNamespace(namespace);
            return found;
        });
    }

    @Override
    public Templates templates(String namespace) {
        return new FileTemplates(manifests, namespace);
    }
}
