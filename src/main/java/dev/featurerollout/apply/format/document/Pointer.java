package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Pointer (RFC 6901): names and list positions that lead from the root to a value.
 *
 * @param steps the reference tokens, unescaped
 */
public record Pointer(List<String> steps) {
    public Pointer {
        steps = List.copyOf(steps);
    }

    /**
     * Returns the pointer a text such as {@code /checkout/percentage} stands for.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, or a tilde is not one of ~0 and ~1
     */
    public static Pointer parse(String text) {
        if (!text.startsWith("/") || text.matches("(?s).*~(?![01]).*")) {
            throw new IllegalArgumentException('"' + text + "\" is not a JSON Pointer");
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return new Pointer(steps);
    }

    /** Goes as far as the document lets it. */
    public Arrival follow(Node root) {
        Node at = root;
        for (int taken = 0; taken < steps.size(); taken++) {
            Optional<Node> next = step(at, steps.get(taken));
            if (next.isEmpty()) {
                return new Arrival(at, new Pointer(steps.subList(0, taken)), false);
            }
            at = next.get();
        }
        return new Arrival(at, this, true);
    }

    private static Optional<Node> step(Node from, String step) {
        if (from instanceof Mapping mapping) {
            return mapping.get(step);
        }
        if (from instanceof Sequence list && step.matches("0|[1-9][0-9]{0,8}")) {
            int position = Integer.parseInt(step);
            return position < list.items().size() ? Optional.of(list.items().get(position)) : Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * Where following a pointer ended.
     *
     * @param node the last node that was there
     * @param pointer to that node
     * @param complete whether it is the one that was asked for
     */
    public record Arrival(Node node, Pointer pointer, boolean complete) {}

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append('/').append(step.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
