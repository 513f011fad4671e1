package dev.featurerollout.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.support.Crd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One node of the OpenAPI schema in a CRD.
 *
 * @param path such as {@code spec.stages[].percentage}; empty for the root
 */
record CrdSchema(String path, JsonNode node) {
    /** Returns the schema of the whole object. */
    static CrdSchema root(Crd crd) {
        return new CrdSchema("", crd.definition().at("/spec/versions/0/schema/openAPIV3Schema"));
    }

    /** Returns this node and all below it. */
    List<CrdSchema> all() {
        List<CrdSchema> nodes = new ArrayList<>(List.of(this));
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            nodes.addAll(property(property.getKey()).all());
        }
        if (node.has("items")) {
            nodes.addAll(items().all());
        }
        return nodes;
    }

    CrdSchema property(String name) {
        return new CrdSchema(path.isEmpty() ? name : path + "." + name, node.at("/properties/" + name));
    }

    CrdSchema items() {
        return new CrdSchema(path + "[]", node.get("items"));
    }

    /** Returns the schema of the values of a map. */
    CrdSchema values() {
        return new CrdSchema(path + "{}", node.path("additionalProperties"));
    }

    boolean exists() {
        return !node.isMissingNode();
    }

    String type() {
        return node.path("type").asText();
    }

    boolean isIntOrString() {
        return node.path("x-kubernetes-int-or-string").asBoolean();
    }

    boolean isFree() {
        return node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    @Override
    public String toString() {
        return path;
    }
}
