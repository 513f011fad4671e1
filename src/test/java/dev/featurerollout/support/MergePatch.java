package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A JSON merge patch as RFC 7386 has it; the mock server's own joins arrays. */
public final class MergePatch {
    private MergePatch() {}

    /** Returns {@code target} with {@code patch} merged into it. */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result =
                target.isObject() ? ((ObjectNode) target).deepCopy() : new ObjectMapper().createObjectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                JsonNode old =
                        result.has(field.getKey()) ? result.get(field.getKey()) : new ObjectMapper().createObjectNode();
                result.set(field.getKey(), apply(old, field.getValue()));
            }
        });
        return result;
    }
}
