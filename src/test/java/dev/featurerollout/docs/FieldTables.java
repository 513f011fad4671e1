package dev.featurerollout.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.support.Crd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The fields of the CRDs as tables, one for each object. */
final class FieldTables {
    private static final String HEAD = """
        # Fields

        Of each kind of `featurerollout.dev/v1alpha1`. Made of [the CRDs](../crds) by hack/render-manifests. `kubectl explain featurerollout.spec` says the same.

        "number" is an integer, or a decimal in quotes; "duration" is such as `90s`, `10m` or `1h30m`. Fields in **bold** are required where their object is given.

        """;

    private static final String CRITERIA = "spec.successCriteria[]";

    private final StringBuilder text = new StringBuilder();
    /** Before each heading but those of the first kind, so that no two are the same. */
    private final String prefix;

    private FieldTables(String prefix) {
        this.prefix = prefix;
    }

    static String render() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Crd crd : Crd.values()) {
            String kind = crd.kind();
            if (crd == Crd.CLUSTER_CRITERIA_TEMPLATE) {
                text.append("## ")
                        .append(kind)
                        .append("\n\nA CriteriaTemplate for all namespaces, with the same fields.\n\n");
                continue;
            }
            JsonNode schema = crd.definition().at("/spec/versions/0/schema/openAPIV3Schema");
            FieldTables tables = new FieldTables(crd == Crd.FEATURE_ROLLOUT ? "" : kind + " ");
            text.append("## ").append(kind).append("\n\n");
            text.append(schema.path("description").asText()).append("\n\n");
            tables.table("spec", schema.at("/properties/spec"), 3);
            if (crd.hasStatus()) {
                tables.table("status", schema.at("/properties/status"), 3);
            }
            text.append(tables.text);
        }
        return text.toString();
    }

    private void table(String path, JsonNode object, int level) {
        text.append("#".repeat(level)).append(' ').append(prefix).append(path).append("\n\n");
        text.append(object.path("description").asText()).append("\n\n| field | type | what it is |\n|---|---|---|\n");
        List<String> required = StreamSupport.stream(object.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        Map<String, JsonNode> inner = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.path("properties").properties()) {
            String name = field.getKey();
            JsonNode node = field.getValue();
            String fieldPath = path + "." + name + (node.has("items") ? "[]" : "");
            JsonNode element = node.has("items") ? node.get("items") : node;
            String type = type(node);
            if (element.has("properties")) {
                boolean criteria = name.equals("successCriteria") || name.equals("criteria") && path.equals("spec");
                String table = criteria ? CRITERIA : prefix + fieldPath;
                type = (node.has("items") ? "list of " : "") + "[" + (node.has("items") ? "objects" : "object") + "](#"
                        + Docs.anchor(table) + ")";
                if (table.equals(prefix + fieldPath)) {
                    inner.put(fieldPath, element);
                }
            }
            String shown = required.contains(name) ? "**`" + name + "`**" : "`" + name + "`";
            text.append("| %s | %s | %s |\n"
                    .formatted(shown, type, cell(node.path("description").asText())));
        }
        rules(object);
        inner.forEach((innerPath, element) -> table(innerPath, element, 4));
    }

    private void rules(JsonNode object) {
        List<String> messages = new ArrayList<>();
        object.path("x-kubernetes-validations")
                .forEach(rule -> messages.add(rule.path("message").asText()));
        object.path("properties")
                .forEach(field -> field.path("x-kubernetes-validations")
                        .forEach(rule -> messages.add(
                                field.has("items") ? rule.path("message").asText() : "")));
        messages.removeIf(String::isEmpty);
        if (!messages.isEmpty()) {
            text.append("\nRefused with:\n\n");
            messages.forEach(message -> text.append("- ").append(message).append('\n'));
        }
        text.append('\n');
    }

    private static String type(JsonNode node) {
        if (node.has("items")) {
            return "list of " + type(node.get("items"));
        }
        if (node.has("enum")) {
            return StreamSupport.stream(node.get("enum").spliterator(), false)
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (node.path("x-kubernetes-int-or-string").asBoolean()) {
            return "number";
        }
        if (node.path("pattern").asText().contains("(h|m|s|ms)")) {
            return "duration";
        }
        return node.path("format").asText().equals("date-time")
                ? "time"
                : node.path("type").asText();
    }

    private static String cell(String description) {
        return description.replace("|", "\\|");
    }
}
