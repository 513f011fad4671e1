package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a FeatureRollout from a file of manifests. */
final class RolloutFile {
    private RolloutFile() {}

    /**
     * Returns the FeatureRollout in a file that may hold other manifests, too.
     *
     * @param name which one, if there are several
     * @throws IllegalArgumentException if there is none, or several and no name
     */
    static FeatureRollout read(Path file, Optional<String> name) {
        List<FeatureRollout> found = documents(file)
                .filter(document ->
                        document.lines().anyMatch(line -> line.matches("kind: *\"?FeatureRollout\"?\\s*(#.*)?")))
                .map(document -> parse(file, document))
                .filter(rollout ->
                        rollout.getMetadata() != null && rollout.getMetadata().getName() != null)
                .filter(rollout ->
                        name.map(rollout.getMetadata().getName()::equals).orElse(true))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(file + ": there is no FeatureRollout"
                    + name.map(wanted -> " " + wanted).orElse(" with a name") + " in it");
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    file + ": there are " + found.size() + " FeatureRollouts in it: choose one with --name");
        }
        return found.get(0);
    }

    private static Stream<String> documents(Path file) {
        try {
            return Stream.of(Files.readString(file).split("(?m)^---.*$"));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static FeatureRollout parse(Path file, String document) {
        try {
            return Serialization.unmarshal(document, FeatureRollout.class);
        } catch (RuntimeException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw new IllegalArgumentException(
                    file + ": " + cause.getMessage().lines().findFirst().orElse("not YAML"));
        }
    }
}
