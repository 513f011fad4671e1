package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.lint.Severity;
import dev.featurerollout.promql.Position;
import java.util.ArrayList;
import java.util.List;

/** Lints what every object of this project has: its version, kind and name. */
final class ObjectLint {
    static final String INVALID = "InvalidSpec";
    static final String UNKNOWN_FIELD = "UnknownField";

    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "status");

    private static final String VERSION = ManifestSchema.GROUP + "/v1alpha1";
    private static final String NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final int LONGEST_NAME = 253;

    private ObjectLint() {}

    static List<Finding> findings(Manifest manifest) {
        List<Finding> findings = new ArrayList<>();
        String version = manifest.json().path("apiVersion").asText();
        if (!version.equals(VERSION)) {
            findings.add(error(
                    INVALID,
                    "apiVersion",
                    (version.isEmpty() ? "is required" : "is \"" + version + '"') + ": write " + VERSION));
        }
        if (!ManifestSchema.KINDS.contains(manifest.kind())) {
            findings.add(error(
                    INVALID,
                    "kind",
                    "there is no kind \"" + manifest.kind() + "\" in " + ManifestSchema.GROUP
                            + Suggestion.question(manifest.kind(), ManifestSchema.KINDS)));
        }
        manifest.json().fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                findings.add(error(UNKNOWN_FIELD, field, SchemaWords.unknownField(field, FIELDS)));
            }
        });
        JsonNode metadata = manifest.json().path("metadata");
        String name = metadata.path("name").asText();
        if (name.isEmpty() && !metadata.has("generateName")) {
            findings.add(error(INVALID, "metadata.name", "is required"));
        } else if (!name.isEmpty() && !(name.matches(NAME) && name.length() <= LONGEST_NAME)) {
            findings.add(error(
                    INVALID,
                    "metadata.name",
                    "is \"" + name + "\", and can have lowercase letters, digits, - and . only, at most "
                            + LONGEST_NAME));
        }
        return findings;
    }

    private static Finding error(String rule, String path, String message) {
        return new Finding(rule, Severity.Error, path, Position.START, message);
    }
}
