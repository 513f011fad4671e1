package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.api.model.ConfigMap;
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

    /** Returns the manifest of a ConfigMap. */
    Optional<Manifest> manifest(String namespace, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals("ConfigMap"))
                .filter(manifest ->
                        manifest.json().at("/metadata/name").asText().equals(name))
                .filter(manifest -> manifest.json()
                        .at("/metadata/namespace")
                        .asText(defaultNamespace)
                        .equals(namespace))
                .findFirst();
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return manifest(namespace, name).map(manifest -> {
            ConfigMap configMap = Serialization.unmarshal(manifest.json().toString(), ConfigMap.class);
            configMap.getMetadata().setNamespace(namespace);
            return configMap;
        });
    }

    @Override
    public Templates templates(String namespace) {
        return new FileTemplates(manifests, namespace);
    }
}
