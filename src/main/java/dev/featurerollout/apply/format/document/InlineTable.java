package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A TOML inline table while it is being read; dotted keys make tables within it. */
final class InlineTable {
    private final String text;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** A key with its value, or with the table that dotted keys make: exactly one of the two. */
    private record Part(Scalar key, Node value, InlineTable dotted) {}

    InlineTable(String text) {
        this.text = text;
    }

    void add(List<Scalar> keys, Node value) throws UnreadableDocument {
        Scalar key = keys.get(0);
        Part there = parts.get(key.text());
        if (keys.size() == 1) {
            requireAbsent(key, there);
            parts.put(key.text(), new Part(key, value, null));
            return;
        }
        if (there == null) {
            there = new Part(key, null, new InlineTable(text));
            parts.put(key.text(), there);
        }
        if (there.dotted() == null) {
            requireAbsent(key, there);
        }
        there.dotted().add(keys.subList(1, keys.size()), value);
    }

    private void requireAbsent(Scalar key, Part there) throws UnreadableDocument {
        if (there != null) {
            throw new UnreadableDocument(
                    text,
                    key.range().start(),
                    "the key \"" + key.text() + "\" is here a second time, first at "
                            + Place.of(text, there.key().range().start()) + ". Remove one of them");
        }
    }

    Mapping mapping(Range range) {
        return new Mapping(
                range,
                parts.values().stream()
                        .map(part -> new Member(
                                part.key(),
                                part.dotted() == null
                                        ? part.value()
                                        : part.dotted().mapping(part.key().range())))
                        .toList());
    }
}
