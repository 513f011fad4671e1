package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** YAML files that tests read. */
public final class Manifests {
    private Manifests() {}

    /** Returns FeatureRollouts with nothing wrong in them. */
    public static List<Path> valid() {
        return Crd.FEATURE_ROLLOUT.valid();
    }

    /** Returns FeatureRollouts with one mistake each. */
    public static List<InvalidManifest> invalid() {
        return Crd.FEATURE_ROLLOUT.invalid();
    }

    /** Returns the YAML files of a folder by name; there must be some. */
    public static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no YAML file in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the document in a file. */
    public static JsonNode json(Path file) {
        return Serialization.unmarshal(text(file), JsonNode.class);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
