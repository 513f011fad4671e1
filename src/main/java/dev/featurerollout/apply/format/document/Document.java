package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A text and the tree of its values. */
public final class Document {
    private final String text;
    private final Syntax syntax;
    private final Tree tree;

    private Document(String text, Syntax syntax, Tree tree) {
        this.text = text;
        this.syntax = syntax;
        this.tree = tree;
    }

    /**
     * What a parser makes of a text.
     *
     * @param shared the anchored nodes that aliases repeat elsewhere
     */
    record Tree(Node root, List<Shared> shared) {
        Tree(Node root) {
            this(root, List.of());
        }
    }

    /** An anchored node that stands for itself and for the aliases of it. */
    record Shared(String anchor, Range range) {}

    /**
     * Opens a document by the extension of its name, else as JSON if it looks like it, else as YAML.
     *
     * @throws UnreadableDocument if it is not well-formed, has a key twice, or is several documents
     */
    public static Document open(String name, String text) throws UnreadableDocument {
        Optional<Syntax> named = Syntax.ofName(name);
        if (named.isPresent()) {
            return parse(named.get(), text);
        }
        String start = text.startsWith("\uFEFF") ? text.substring(1).stripLeading() : text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return parse(Syntax.YAML, text);
        }
        try {
            return parse(Syntax.JSON, text);
        } catch (UnreadableDocument notJson) {
            try {
                return parse(Syntax.YAML, text);
            } catch (UnreadableDocument notYaml) {
                throw notJson;
            }
        }
    }

    /**
     * Opens a document of a known syntax.
     *
     * @throws UnreadableDocument as {@link #open}
     */
    public static Document parse(Syntax syntax, String text) throws UnreadableDocument {
        return new Document(
                text,
                syntax,
                switch (syntax) {
                    case JSON -> JsonTree.parse(text);
                    case YAML -> YamlTree.parse(text);
                    case TOML -> TomlTree.parse(text);
                    case PROPERTIES -> PropertiesTree.parse(text, false);
                    case ENV -> PropertiesTree.parse(text, true);
                });
    }

    /** Opens a text that is one value, white space around it aside. */
    public static Document value(String text) {
        int end = text.stripTrailing().length();
        int start = Math.min(end, text.length() - text.stripLeading().length());
        Range range = new Range(start, end);
        return new Document(text, Syntax.PROPERTIES, new Tree(Scalar.plain(range, range.of(text))));
    }

    public Syntax syntax() {
        return syntax;
    }

    String text() {
        return text;
    }

    public Node root() {
        return tree.root();
    }

    /** Returns the text {@code node} is written as. */
    public String source(Node node) {
        return node.range().of(text);
    }

    public Place place(Node node) {
        return Place.of(text, node.range().start());
    }

    /**
     * Checks that changing {@code node} changes nothing else.
     *
     * @throws UnreadableDocument if it is, or lies in, a YAML anchor that is used elsewhere too
     */
    public void requireOwn(Node node) throws UnreadableDocument {
        requireOwn(node.range());
    }

    private void requireOwn(Range range) throws UnreadableDocument {
        for (Shared shared : tree.shared()) {
            if (shared.range().touches(range)) {
                throw new UnreadableDocument(
                        text,
                        range.start(),
                        "this value belongs to the anchor &" + shared.anchor()
                                + ", so changing it would change every *" + shared.anchor()
                                + " too. Write it out where the flag is");
            }
        }
    }

    /** Returns the edit that adds a number or a word after the last of the items, which there must be. */
    public Edit append(Sequence sequence, String item) {
        int end = sequence.items().get(sequence.items().size() - 1).range().end();
        Range here = new Range(end, end);
        if (sequence.layout() == Layout.BRACKETS) {
            return new Edit(here, ", " + item);
        }
        int dash = sequence.range().start();
        int lineStart = Math.max(text.lastIndexOf('\n', dash), text.lastIndexOf('\r', dash)) + 1;
        String newLine = text.contains("\r\n") ? "\r\n" : "\n";
        return new Edit(here, newLine + " ".repeat(dash - lineStart) + "- " + item);
    }

    /**
     * Returns the edit that gives a mapping, which must have members, one more: in front of one of them, as it is
     * written, so that comments stay with what they speak of.
     *
     * @param key a name that needs no quotes in YAML
     * @param value a source text on one line
     */
    public Edit addMember(Mapping mapping, String key, String value) {
        boolean braces = text.charAt(mapping.range().start()) == '{';
        int at = nextOf(mapping).key().range().start();
        int line = lineStart(at);
        String before = text.substring(line, at);
        String member = (braces ? '"' + key + '"' : key) + ": " + value;
        if (braces && !before.isBlank()) {
            return new Edit(new Range(at, at), member + ", ");
        }
        String indent = before.isBlank() ? before : " ".repeat(before.length());
        String newLine = text.startsWith("\r\n", line - 2) ? "\r\n" : "\n";
        return new Edit(new Range(at, at), member + (braces ? "," : "") + newLine + indent);
    }

    /** Returns the edit that puts a property in front of another one, on a line of its own and written like it. */
    public Edit addProperty(Member next, String key, String value) {
        int at = next.key().range().start();
        int line = lineStart(at);
        String separator =
                text.substring(next.key().range().end(), next.value().range().start());
        String between = separator.isBlank() || separator.contains("\n") || separator.contains("\r") ? "=" : separator;
        String newLine = text.contains("\r\n") ? "\r\n" : "\n";
        return new Edit(new Range(line, line), text.substring(line, at) + key + between + value + newLine);
    }

    /** Returns whether nothing stands behind {@code node} on its line, white space included. */
    public boolean endsItsLine(Node node) {
        int end = node.range().end();
        return end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '\r';
    }

    /** Returns the last member that has a line of its own with no comment above it, else the first. */
    private Member nextOf(Mapping mapping) {
        List<Member> own = mapping.members().stream()
                // Those of a merge key are written elsewhere.
                .filter(member ->
                        mapping.range().start() <= member.key().range().start()
                                && member.key().range().end() <= mapping.range().end())
                .toList();
        for (int i = own.size() - 1; i > 0; i--) {
            int at = own.get(i).key().range().start();
            int line = lineStart(at);
            boolean alone = text.substring(line, at).isBlank();
            if (alone
                    && !text.substring(lineStart(Math.max(0, line - 1)), line)
                            .stripLeading()
                            .startsWith("#")) {
                return own.get(i);
            }
        }
        return own.get(0);
    }

    private int lineStart(int offset) {
        int start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
        return start == 0 && text.startsWith("\uFEFF") ? 1 : start;
    }

    /** Returns the edit that takes the last item away, which must not be the only one: what undoes {@link #append}. */
    public Edit dropLast(Sequence sequence) {
        int size = sequence.items().size();
        int from = sequence.items().get(size - 2).range().end();
        return new Edit(new Range(from, sequence.items().get(size - 1).range().end()), "");
    }

    /**
     * Returns the text with {@code edits} made, in any order.
     *
     * @throws UnreadableDocument if one of them would change other places too, as {@link #requireOwn}
     */
    public String edit(List<Edit> edits) throws UnreadableDocument {
        List<Edit> inOrder = edits.stream()
                .sorted(Comparator.comparingInt(edit -> edit.range().start()))
                .toList();
        StringBuilder result = new StringBuilder(text.length() + 16 * edits.size());
        int done = 0;
        for (Edit edit : inOrder) {
            if (edit.range().start() < done) {
                throw new IllegalArgumentException("edits that overlap: " + edits);
            }
            requireOwn(edit.range());
            result.append(text, done, edit.range().start()).append(edit.text());
            done = edit.range().end();
        }
        return result.append(text, done, text.length()).toString();
    }
}
