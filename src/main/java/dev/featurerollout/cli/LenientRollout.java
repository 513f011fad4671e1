package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * A FeatureRollout as far as it can be read, so that one mistake does not hide the others.
 *
 * @param left paths of what is of another type and was left out
 */
record LenientRollout(FeatureRollout rollout, List<String> left) {

    static LenientRollout of(JsonNode manifest) {
        JsonNode json = manifest.deepCopy();
        List<String> left = new ArrayList<>();
        while (true) {
            try {
                return new LenientRollout(
                        Serialization.unmarshal(Serialization.asJson(json), FeatureRollout.class), List.copyOf(left));
            } catch (RuntimeException e) {
                if (!(e.getCause() instanceof JsonMappingException mapping)
                        || mapping.getPath().isEmpty()) {
                    throw e;
                }
                left.add(path(mapping.getPath()));
                leaveOut(json, mapping.getPath());
            }
        }
    }

    private static String path(List<Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (Reference step : steps) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.substring(1);
    }

    private static void leaveOut(JsonNode json, List<Reference> steps) {
        JsonNode parent = json;
        for (Reference step : steps.subList(0, steps.size() - 1)) {
            parent = step.getFieldName() == null ? parent.path(step.getIndex()) : parent.path(step.getFieldName());
        }
        Reference last = steps.get(steps.size() - 1);
        if (parent instanceof ArrayNode array) {
            // In its place stands something empty: other items keep their indexes.
            boolean tried = array.get(last.getIndex()).equals(array.objectNode());
            array.set(last.getIndex(), tried ? TextNode.valueOf("") : array.objectNode());
        } else {
            ((ObjectNode) parent).remove(last.getFieldName());
        }
    }

    /** Whether something that is said about {@code path} may only be so because of what was left out. */
    boolean follows(String path) {
        return left.stream()
                .anyMatch(gone -> path.equals(gone)
                        || path.startsWith(gone + ".")
                        || path.startsWith(gone + "[")
                        || path.equals(gone.replaceFirst("(\\.[^.\\[]+|\\[\\d+])$", "")));
    }
}
