package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads TOML 1.0 into one tree, whichever of its ways a table is written in: under a header, by dotted keys, or inline.
 *
 * <p>A table that is written in several places stands where it is named first.
 */
final class TomlTree {
    private final String text;
    private final TomlValues values;
    private final Table root = new Table(new Range(0, 0), Made.BY_HEADER);

    /** How a table came to be, which says who may still add to it. */
    private enum Made {
        /** Under a header of its own. */
        BY_HEADER,
        /** On the way to a header below it; may have a header of its own later. */
        ON_THE_WAY,
        /** By a dotted key. */
        BY_DOTS
    }

    /** What a key leads to while it is being read: a {@link Table}, {@link Tables}, or a finished {@link Leaf}. */
    private sealed interface Entry {}

    private record Leaf(Node node) implements Entry {}

    /** An array of tables: {@code [[name]]}, once for each. */
    private record Tables(List<Table> tables) implements Entry {}

    private static final class Table implements Entry {
        private final Map<String, Named> entries = new LinkedHashMap<>();
        private final Range named;
        private Made made;
        private int end;

        Table(Range named, Made made) {
            this.named = named;
            this.made = made;
            this.end = named.end();
        }
    }

    private record Named(Scalar key, Entry entry) {}

    private TomlTree(String text) {
        this.text = text;
        this.values = new TomlValues(text);
    }

    static Document.Tree parse(String text) throws UnreadableDocument {
        TomlTree tree = new TomlTree(text);
        tree.read();
        Mapping root = tree.mapping(tree.root);
        return new Document.Tree(new Mapping(new Range(0, text.length()), root.members()));
    }

    private void read() throws UnreadableDocument {
        Table current = root;
        while (values.skipToContent()) {
            if (values.at('[')) {
                current = header();
            } else {
                keyAndValue(current);
            }
            values.endOfLine();
        }
    }

    private Table header() throws UnreadableDocument {
        boolean array = values.skip("[[");
        if (!array) {
            values.require('[');
        }
        List<Scalar> keys = values.keys();
        values.require(']');
        if (array) {
            values.requireDirectly(']');
        }
        Table above = root;
        for (Scalar key : keys.subList(0, keys.size() - 1)) {
            above = onTheWay(above, key);
        }
        Scalar last = keys.get(keys.size() - 1);
        return array ? next(above, last) : headed(above, last);
    }

    private Table onTheWay(Table above, Scalar key) throws UnreadableDocument {
        Named there = above.entries.computeIfAbsent(
                key.text(), name -> new Named(key, new Table(key.range(), Made.ON_THE_WAY)));
        if (there.entry() instanceof Tables array) {
            return array.tables().get(array.tables().size() - 1);
        }
        if (there.entry() instanceof Table table) {
            return table;
        }
        throw noTable(key, there);
    }

    private Table headed(Table above, Scalar key) throws UnreadableDocument {
        Named there = above.entries.get(key.text());
        if (there == null) {
            Table table = new Table(key.range(), Made.BY_HEADER);
            above.entries.put(key.text(), new Named(key, table));
            return table;
        }
        if (there.entry() instanceof Table table && table.made == Made.ON_THE_WAY) {
            table.made = Made.BY_HEADER;
            return table;
        }
        throw twice(key, there);
    }

    private Table next(Table above, Scalar key) throws UnreadableDocument {
        Named there = above.entries.computeIfAbsent(key.text(), name -> new Named(key, new Tables(new ArrayList<>())));
        if (!(there.entry() instanceof Tables array)) {
            throw twice(key, there);
        }
        Table table = new Table(key.range(), Made.BY_HEADER);
        array.tables().add(table);
        return table;
    }

    private void keyAndValue(Table current) throws UnreadableDocument {
        List<Scalar> keys = values.keys();
        values.require('=');
        Node value = values.value();
        List<Table> within = new ArrayList<>(List.of(current));
        for (Scalar key : keys.subList(0, keys.size() - 1)) {
            within.add(dotted(within.get(within.size() - 1), key));
        }
        Table table = within.get(within.size() - 1);
        Scalar last = keys.get(keys.size() - 1);
        Named there = table.entries.putIfAbsent(last.text(), new Named(last, new Leaf(value)));
        if (there != null) {
            throw twice(last, there);
        }
        within.forEach(wide -> wide.end = Math.max(wide.end, value.range().end()));
    }

    private Table dotted(Table above, Scalar key) throws UnreadableDocument {
        Named there =
                above.entries.computeIfAbsent(key.text(), name -> new Named(key, new Table(key.range(), Made.BY_DOTS)));
        if (there.entry() instanceof Table table && table.made == Made.BY_DOTS) {
            return table;
        }
        throw noTable(key, there);
    }

    private UnreadableDocument noTable(Scalar key, Named there) {
        return new UnreadableDocument(
                text,
                key.range().start(),
                "not valid TOML: \"" + key.text() + "\" at " + place(there) + " is no table that can be added to here");
    }

    private UnreadableDocument twice(Scalar key, Named there) {
        return new UnreadableDocument(
                text,
                key.range().start(),
                "the key \"" + key.text() + "\" is here a second time, first at " + place(there)
                        + ". Remove one of them");
    }

    private Place place(Named there) {
        return Place.of(text, there.key().range().start());
    }

    private Mapping mapping(Table table) {
        List<Node.Member> members = new ArrayList<>();
        for (Named named : table.entries.values()) {
            members.add(new Node.Member(named.key(), node(named.entry())));
        }
        return new Mapping(new Range(table.named.start(), table.end), members);
    }

    private Node node(Entry entry) {
        if (entry instanceof Leaf leaf) {
            return leaf.node();
        }
        if (entry instanceof Table table) {
            return mapping(table);
        }
        List<Node> items = new ArrayList<>();
        ((Tables) entry).tables().forEach(table -> items.add(mapping(table)));
        Range first = items.get(0).range();
        return new Node.Sequence(first, items, Node.Layout.HEADERS);
    }
}
