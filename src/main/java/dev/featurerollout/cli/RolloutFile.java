package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.cli.Manifests.Manifest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;

/** Finds a FeatureRollout among the manifests of a file. */
final class RolloutFile {
    private RolloutFile() {}

    /**
     * Returns the FeatureRollout among manifests that may be of other kinds, too.
     *
     * @param name which one, if there are several
     * @throws IllegalArgumentException if there is none, or several and no name, or it cannot be read
     */
    static FeatureRollout among(List<Manifest> manifests, String file, Optional<String> name) {
        List<Manifest> found = manifests.stream()
                .filter(Manifest::isRollout)
                .filter(manifest -> !name(manifest).isEmpty())
                .filter(manifest -> name.map(name(manifest)::equals).orElse(true))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(file + ": there is no FeatureRollout"
                    + name.map(wanted -> " " + wanted).orElse(" with a name") + " in it");
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    file + ": there are " + found.size() + " FeatureRollouts in it: choose one with --name");
        }
        return parse(file, found.get(0));
    }

    private static String name(Manifest manifest) {
        return manifest.json().at("/metadata/name").asText();
    }

    static FeatureRollout parse(String file, Manifest manifest) {
        try {
            return Serialization.unmarshal(manifest.json().toString(), FeatureRollout.class);
        } catch (RuntimeException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw new IllegalArgumentException(
                    file + ": " + cause.getMessage().lines().findFirst().orElse("not YAML"));
        }
    }
}
