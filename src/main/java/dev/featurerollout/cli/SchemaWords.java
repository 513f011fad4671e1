package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.model.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says what is wrong with a value that a schema refuses, and how to write it. */
final class SchemaWords {
    private static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    private SchemaWords() {}

    static String unknownField(String name, List<String> fields) {
        return "there is no such field, so the API server drops it"
                + Suggestion.of(name, fields)
                        .map(field -> ": did you mean " + field + "?")
                        .orElse("; here can be " + String.join(", ", fields));
    }

    /**
     * @param expected a type or several, as in a schema
     * @param source the value as it is written in the file, for what is read as something else
     */
    static String type(JsonNode expected, JsonNode found, String source) {
        Set<String> types = new TreeSet<>();
        if (expected.isTextual()) {
            types.add(expected.textValue());
        }
        expected.forEach(type -> types.add(type.textValue()));
        if (found.isNull()) {
            return "is empty: write a value, or remove the field";
        }
        if (types.contains("string") && found.isValueNode()) {
            return (found.isBoolean() ? "is read as the boolean " + found : "is the number " + source)
                    + ": write it in quotes, \"" + source + "\"";
        }
        if (found.isContainerNode() || types.contains("object") || types.contains("array")) {
            return container(types, found);
        }
        if (types.contains("boolean")) {
            return found.asText().matches("true|false")
                    ? "is the text \"" + found.asText() + "\": write it without quotes, " + found.asText()
                    : "is " + found + ": write true or false";
        }
        return found.asText().matches("-?[0-9]+")
                ? "is the text \"" + found.asText() + "\": write it without quotes, " + found.asText()
                : "is " + found + ": write a whole number";
    }

    private static String container(Set<String> types, JsonNode found) {
        String what = found.isArray() ? "is a list" : found.isObject() ? "is a mapping" : "is " + found;
        if (types.contains("array")) {
            return what + ", and a list belongs here: begin each item with a dash";
        }
        return what
                + (types.contains("object")
                        ? ", and a mapping belongs here: fields with values, without a dash"
                        : ", and one value belongs here");
    }

    static String limit(String keyword, JsonNode limit, JsonNode found, String otherwise) {
        return switch (keyword) {
            case "enum" -> {
                List<String> values = new ArrayList<>();
                limit.forEach(value -> values.add(value.asText()));
                yield "is " + found + ", and can be " + String.join(", ", values)
                        + Suggestion.question(found.asText(), values);
            }
            case "pattern" -> pattern(limit.asText(), found);
            case "maxLength" -> "has " + found.asText().length() + " characters; the most is " + limit;
            case "minLength" -> "is empty: write a value, or remove the field";
            case "maxItems" -> "has " + found.size() + " items; the most is " + limit;
            case "minItems" -> "has " + found.size() + " items; the least is " + limit;
            case "maximum" -> "is " + found + "; the most is " + limit;
            case "minimum" -> "is " + found + "; the least is " + limit;
            default -> otherwise;
        };
    }

    private static String pattern(String pattern, JsonNode found) {
        if (pattern.equals(DURATION)) {
            try {
                DurationText.parse(found.asText());
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }
        return "is " + found + ", and has to match " + pattern;
    }
}
