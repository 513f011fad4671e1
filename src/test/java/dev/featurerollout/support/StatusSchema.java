package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an API server would refuse of a FeatureRollout's status: its own check of the CRD's structural schema. */
public final class StatusSchema {
    private static final JsonNode SCHEMA =
            Crd.FEATURE_ROLLOUT.definition().at("/spec/versions/0/schema/openAPIV3Schema/properties/status");

    private StatusSchema() {}

    /** Returns what is wrong with a status, each with its path; empty if nothing is. */
    public static List<String> violations(JsonNode status) {
        List<String> found = new ArrayList<>();
        check("status", SCHEMA, status, found);
        return found;
    }

    private static void check(String path, JsonNode schema, JsonNode value, List<String> found) {
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            text(path, schema, value.asText(), found);
            return;
        }
        switch (schema.path("type").asText()) {
            case "object" -> object(path, schema, value, found);
            case "array" -> array(path, schema, value, found);
            case "string" -> {
                require(value.isTextual(), path + " is no string: " + value, found);
                text(path, schema, value.asText(), found);
            }
            case "integer" -> {
                require(value.isIntegralNumber(), path + " is no integer: " + value, found);
                require(value.asLong() >= schema.path("minimum").asLong(Long.MIN_VALUE), path + " is too small", found);
            }
            case "boolean" -> require(value.isBoolean(), path + " is no boolean: " + value, found);
            default -> throw new IllegalArgumentException(path + " has no type that is known: " + schema);
        }
    }

    private static void object(String path, JsonNode schema, JsonNode value, List<String> found) {
        require(value.isObject(), path + " is no object", found);
        for (JsonNode required : schema.path("required")) {
            require(value.has(required.asText()), path + "." + required.asText() + " is missing", found);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode property = schema.path("properties").path(field.getKey());
            require(!property.isMissingNode(), path + "." + field.getKey() + " is not in the schema", found);
            if (!property.isMissingNode()) {
                check(path + "." + field.getKey(), property, field.getValue(), found);
            }
        }
    }

    private static void array(String path, JsonNode schema, JsonNode value, List<String> found) {
        require(value.isArray(), path + " is no list", found);
        int most = schema.path("maxItems").asInt();
        require(value.size() <= most, path + " has " + value.size() + " items, at most " + most, found);
        for (int i = 0; i < value.size(); i++) {
            check(path + "[" + i + "]", schema.path("items"), value.get(i), found);
        }
    }

    private static void text(String path, JsonNode schema, String text, List<String> found) {
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        int length = text.codePointCount(0, text.length());
        require(length <= most, path + " has " + length + " characters, at most " + most, found);
        String pattern = schema.path("pattern").asText("");
        require(
                pattern.isEmpty() || text.matches(".*(?:" + pattern + ").*"),
                path + " does not match " + pattern,
                found);
    }

    private static void require(boolean condition, String problem, List<String> found) {
        if (!condition) {
            found.add(problem);
        }
    }
}
