package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.apply.format.document.Node;
import java.util.Optional;

/** Words that kubectl, Helm and GitOps tools, which read YAML 1.1, take for booleans, and YAML 1.2 for texts. */
final class Yaml11 {
    private Yaml11() {}

    /** Puts booleans where these tools see them. */
    static void resolve(JsonNode json, Node node) {
        if (json instanceof ObjectNode object && node instanceof Node.Mapping mapping) {
            for (Node.Member member : mapping.members()) {
                String key = member.key().text();
                if (object.has(key)) {
                    asBoolean(member.value())
                            .ifPresentOrElse(
                                    value -> object.set(key, value), () -> resolve(object.get(key), member.value()));
                }
            }
        } else if (json instanceof ArrayNode array && node instanceof Node.Sequence sequence) {
            for (int i = 0; i < Math.min(array.size(), sequence.items().size()); i++) {
                Node item = sequence.items().get(i);
                Optional<JsonNode> value = asBoolean(item);
                if (value.isPresent()) {
                    array.set(i, value.get());
                } else {
                    resolve(array.get(i), item);
                }
            }
        }
    }

    private static Optional<JsonNode> asBoolean(Node node) {
        if (!(node instanceof Node.Scalar scalar) || scalar.quotes() != Node.Quotes.NONE) {
            return Optional.empty();
        }
        return switch (scalar.text()) {
            case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON" -> Optional.of(BooleanNode.TRUE);
            case "n", "N", "no", "No", "NO", "off", "Off", "OFF" -> Optional.of(BooleanNode.FALSE);
            default -> Optional.empty();
        };
    }
}
