package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The structural schema of one of the project's kinds, by which the API server accepts or refuses its objects. */
final class ManifestSchema {
    static final String GROUP = "featurerollout.dev";

    static final List<String> KINDS =
            List.of("FeatureRollout", "CriteriaTemplate", "ClusterCriteriaTemplate", "MetricsProvider");

    private static final Map<String, ManifestSchema> READ = new ConcurrentHashMap<>();

    private final String kind;
    private final JsonNode spec;
    private final Schema schema;

    private ManifestSchema(String kind, JsonNode spec) {
        this.kind = kind;
        this.spec = spec;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(asJsonSchema(spec.deepCopy()));
    }

    /**
     * What the API server refuses.
     *
     * @param path such as {@code spec.stages[0].percentage}
     */
    record Violation(String path, Kind kind, String message) {}

    /** Whether a field does not exist, its value is of another type, or it is one that is not allowed. */
    enum Kind {
        UNKNOWN_FIELD,
        TYPE,
        VALUE
    }

    /** @param kind one of {@link #KINDS} */
    static ManifestSchema of(String kind) {
        return READ.computeIfAbsent(kind, ManifestSchema::read);
    }

    private static ManifestSchema read(String kind) {
        String file = "/crds/" + kind.toLowerCase(Locale.ROOT) + "s." + GROUP + ".yaml";
        try (InputStream crd = ManifestSchema.class.getResourceAsStream(file)) {
            JsonNode spec = Serialization.unmarshal(crd, JsonNode.class)
                    .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
            return new ManifestSchema(kind, spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says in words of JSON Schema what Kubernetes adds: a number or a text, and no other fields than these. */
    private static JsonNode asJsonSchema(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.putArray("type").add("integer").add("string");
            }
            if (object.path("properties").isObject() && object.path("type").isTextual()) {
                object.put("additionalProperties", false);
            }
            // The library would log that it does not know them.
            object.properties().removeIf(field -> field.getKey().startsWith("x-kubernetes-"));
        }
        schema.forEach(ManifestSchema::asJsonSchema);
        return schema;
    }

    /** Returns everything in {@code spec} that the API server refuses or drops. */
    List<Violation> violations(Manifests.Manifest manifest) {
        List<Violation> violations = new ArrayList<>();
        JsonNode written = manifest.json().path("spec");
        if (written.isMissingNode()) {
            return List.of(new Violation("spec", Kind.VALUE, "is required"));
        }
        for (Error error : schema.validate(written)) {
            violations.add(violation(manifest, error));
        }
        addRepeated("spec", spec, written, violations);
        return violations;
    }

    /** Lists whose items have a key, which JSON Schema cannot say. */
    private static void addRepeated(String path, JsonNode schema, JsonNode value, List<Violation> violations) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode there = schema.path("properties").path(field.getKey());
            addRepeated(path + "." + field.getKey(), there, field.getValue(), violations);
        }
        Set<List<JsonNode>> seen = new HashSet<>();
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            String here = path + "[" + i + "]";
            List<JsonNode> key = new ArrayList<>();
            for (JsonNode name : schema.path("x-kubernetes-list-map-keys")) {
                key.add(value.get(i).path(name.asText()));
            }
            if (!key.isEmpty() && !seen.add(key)) {
                String name = schema.path("x-kubernetes-list-map-keys").path(0).asText();
                violations.add(new Violation(here + "." + name, Kind.VALUE, "is there twice: rename or remove one"));
            }
            addRepeated(here, schema.path("items"), value.get(i), violations);
        }
    }

    private Violation violation(Manifests.Manifest manifest, Error error) {
        String path = path(error.getInstanceLocation());
        JsonNode limit = error.getSchemaNode();
        JsonNode found = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "required" -> {
                String missing = path + "." + error.getProperty();
                String words = missing.replaceAll("\\[\\d+]", "");
                yield new Violation(
                        missing,
                        Kind.VALUE,
                        "is required; kubectl explain " + kind.toLowerCase(Locale.ROOT) + "." + words
                                + " says what belongs there");
            }
            case "additionalProperties" -> {
                List<String> fields = new ArrayList<>();
                schemaOf(error.getInstanceLocation())
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(fields::add);
                String unknown = error.getProperty();
                yield new Violation(
                        path + "." + unknown, Kind.UNKNOWN_FIELD, SchemaWords.unknownField(unknown, fields));
            }
            case "type" -> new Violation(path, Kind.TYPE, SchemaWords.type(limit, found, manifest.source(path)));
            default ->
                new Violation(
                        path, Kind.VALUE, SchemaWords.limit(error.getKeyword(), limit, found, error.getMessage()));
        };
    }

    private static String path(NodePath location) {
        StringBuilder path = new StringBuilder("spec");
        for (int i = 0; i < location.getNameCount(); i++) {
            if (location.getElement(i) instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append('.').append(location.getName(i));
            }
        }
        return path.toString();
    }

    private JsonNode schemaOf(NodePath location) {
        JsonNode schema = spec;
        for (int i = 0; i < location.getNameCount(); i++) {
            schema = location.getElement(i) instanceof Integer
                    ? schema.path("items")
                    : schema.path("properties").path(location.getName(i));
        }
        return schema;
    }
}
