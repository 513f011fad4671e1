package dev.featurerollout.examples;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of {@code examples/} that can be applied as it is: a ConfigMap, and FeatureRollouts of its flags. */
record Example(Path folder) {
    private static final String CONFIG_MAP = "configmap.yaml";

    static List<Example> all() {
        try (Stream<Path> folders = Files.list(Path.of("examples"))) {
            return folders.filter(folder -> Files.exists(folder.resolve(CONFIG_MAP)))
                    .sorted()
                    .map(Example::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigMap configMap() {
        return Serialization.unmarshal(
                Serialization.asJson(Manifests.json(folder.resolve(CONFIG_MAP))), ConfigMap.class);
    }

    List<FeatureRollout> rollouts() {
        return Manifests.in(folder).stream()
                .filter(file -> !file.endsWith(CONFIG_MAP))
                .map(file -> Serialization.unmarshal(Serialization.asJson(Manifests.json(file)), FeatureRollout.class))
                .toList();
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
