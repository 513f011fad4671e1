package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Rewrite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A list to which audiences are added in front, and from which they are taken away; the list comes and goes with them.
 *
 * @param key of the list in {@code parent}, which has members
 */
record AudienceList(Source source, Mapping parent, String key) {

    List<Node> items() {
        return parent.get(key).orElse(null) instanceof Sequence list ? list.items() : List.of();
    }

    /**
     * Returns the edit that adds items before all others.
     *
     * @param items as {@link Inline} writes them
     * @throws FlagProblem if the list is written in a way that has no room for one
     */
    Edit with(List<?> items) throws FlagProblem {
        Inline inline = new Inline(source.document().syntax());
        Optional<Node> there = parent.get(key);
        if (there.isEmpty()) {
            return rewrite().insertBefore(parent, parent.members().get(0), inline.member(key, items));
        }
        if (!(there.get() instanceof Sequence list) || list.layout() == Layout.HEADERS) {
            throw source.problem(
                    there.get(),
                    "\"" + key + "\" is written as " + there.get().inWords() + " to which an audience cannot be added."
                            + " Write it as a list, on one line: "
                            + inline.member(key, List.of()));
        }
        List<String> written = items.stream().map(inline::value).toList();
        return list.items().isEmpty()
                ? rewrite().fill(list, written)
                : rewrite().addFirst(list, written);
    }

    /** Returns the edit that takes items away, with the list if that is how {@link #with} made it. */
    Edit without(int from, int count) {
        Sequence list = (Sequence) parent.get(key).orElseThrow();
        if (list.items().size() > count) {
            return rewrite().removeItems(list, from, count);
        }
        return rewrite()
                .emptied(list)
                .orElseGet(
                        () -> rewrite().removeMember(parent, parent.member(key).orElseThrow()));
    }

    private Rewrite rewrite() {
        return new Rewrite(source.document());
    }

    /** Returns whether a value says the same as {@code written}, of which {@link Inline} tells the kinds. */
    static boolean says(Node node, Object written) {
        if (written instanceof Map<?, ?> map) {
            return node instanceof Mapping mapping
                    && mapping.members().size() == map.size()
                    && mapping.members().stream()
                            .allMatch(member -> map.containsKey(member.key().text())
                                    && says(member.value(), map.get(member.key().text())));
        }
        if (written instanceof List<?> list) {
            return node instanceof Sequence sequence
                    && sequence.items().size() == list.size()
                    && IntStream.range(0, list.size())
                            .allMatch(i -> says(sequence.items().get(i), list.get(i)));
        }
        return node instanceof Scalar scalar && scalar.text().equals(written.toString());
    }
}
