package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as CEL takes it. */
public final class CelValues {
    private CelValues() {}

    public static Object of(JsonNode value) {
        if (value.isObject()) {
            return fields(value);
        }
        if (value.isArray()) {
            List<Object> items = new ArrayList<>();
            value.forEach(item -> items.add(of(item)));
            return items;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isIntegralNumber() ? (Object) value.longValue() : value.asText();
    }

    /** Returns the fields of an object by name. */
    public static Map<String, Object> fields(JsonNode object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
        return fields;
    }
}
