package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is applied: the files of {@code examples/demo}. */
record Manifests(ConfigMap flags, FeatureRollout checkout, FeatureRollout search) {

    static Manifests in(Path folder) {
        return new Manifests(
                read(folder.resolve("configmap.yaml"), ConfigMap.class),
                read(folder.resolve("new-checkout.yaml"), FeatureRollout.class),
                read(folder.resolve("new-search.yaml"), FeatureRollout.class));
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return Serialization.unmarshal(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
