package dev.featurerollout.cli;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.promql.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the fields of a YAML document stand in their file, and the chars of the texts in them.
 *
 * @param text of the document
 * @param linesBefore the lines of the file before it
 */
record FieldPlaces(String text, int linesBefore, Node root) {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d*)]");

    /** What a backslash in double quotes may stand before, and how many digits follow. */
    private static final String WITH_DIGITS = "xuU";

    private static final String WHITE_ESCAPES = "ntrvfLP \t\n\r";

    /**
     * Returns the place of a char of a field's text.
     *
     * @param path such as {@code spec.stages[1].name}; a field that is not there is found at what it would belong to
     * @param offset in the text, white space around it aside; any for what is no text
     */
    Position of(String path, int offset) {
        Node node = root;
        Matcher steps = STEP.matcher(path);
        boolean there = true;
        while (there && steps.find()) {
            Optional<Node> next = step(node, steps.group(1), steps.group(2));
            there = next.isPresent();
            node = next.orElse(node);
        }
        int at = there && node instanceof Node.Scalar scalar
                ? charOf(scalar, offset)
                : node.range().start();
        return position(at);
    }

    /**
     * Returns the place of what stands at a place of a document that is the text of a field.
     *
     * @param path of the mapping that the field is in
     * @param key of the field, in which dots are nothing special
     * @param line of the document, from 1
     * @param column of the document, from 1, in Unicode characters
     */
    Position inText(String path, String key, int line, int column) {
        Node mapping = nodeAt(path).orElse(root);
        Node field = step(mapping, key, null).orElse(mapping);
        if (!(field instanceof Node.Scalar scalar)) {
            return position(field.range().start());
        }
        String document = scalar.text();
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = document.indexOf('\n', start) + 1;
        }
        int at = document.offsetByCodePoints(start, column - 1);
        int indented = document.length() - document.stripLeading().length();
        return position(charOf(scalar, at - indented));
    }

    /** Returns the text of the value that stands at a path. */
    Optional<String> source(String path) {
        return nodeAt(path).filter(Node.Scalar.class::isInstance).map(node -> ((Node.Scalar) node).text());
    }

    private Optional<Node> nodeAt(String path) {
        Optional<Node> node = Optional.of(root);
        Matcher steps = STEP.matcher(path);
        while (node.isPresent() && steps.find()) {
            node = step(node.get(), steps.group(1), steps.group(2));
        }
        return node;
    }

    private Position position(int at) {
        Position inDocument = Position.of(text, at);
        return new Position(at, inDocument.line() + linesBefore, inDocument.column());
    }

    private static Optional<Node> step(Node node, String name, String index) {
        if (name != null) {
            return node instanceof Node.Mapping mapping ? mapping.get(name) : Optional.empty();
        }
        if (!(node instanceof Node.Sequence sequence) || index.isEmpty()) {
            return Optional.empty();
        }
        int item = Integer.parseInt(index);
        return item < sequence.items().size() ? Optional.of(sequence.items().get(item)) : Optional.empty();
    }

    /**
     * Returns where the char of a scalar is written. However YAML indents, folds and quotes a text, its chars other than
     * white space stay in their order: the nth of the text is the nth of its source.
     */
    private int charOf(Node.Scalar scalar, int offset) {
        String value = scalar.text().strip();
        long before = value.substring(0, Math.min(offset, value.length()))
                .chars()
                .filter(c -> !Character.isWhitespace(c))
                .count();
        int at = contentStart(scalar);
        int end = scalar.range().end();
        int behind = at;
        while (at < end) {
            int length = length(at, scalar.quotes());
            if (!isWhite(at, scalar.quotes())) {
                if (before == 0) {
                    return at;
                }
                before--;
                behind = at + length;
            }
            at += length;
        }
        return behind;
    }

    private int contentStart(Node.Scalar scalar) {
        int start = scalar.range().start();
        return switch (scalar.quotes()) {
            case NONE -> start;
            case SINGLE, DOUBLE -> start + 1;
            case BLOCK -> {
                int headerEnd = text.indexOf('\n', start);
                yield headerEnd < 0 ? scalar.range().end() : headerEnd;
            }
        };
    }

    private boolean isWhite(int at, Quotes quotes) {
        char c = text.charAt(at);
        boolean escape = quotes == Quotes.DOUBLE && c == '\\';
        return escape ? WHITE_ESCAPES.indexOf(text.charAt(at + 1)) >= 0 : Character.isWhitespace(c);
    }

    /** Returns how many chars of the source stand for one of the text. */
    private int length(int at, Quotes quotes) {
        char c = text.charAt(at);
        if (quotes == Quotes.SINGLE && c == '\'') {
            return 2;
        }
        if (quotes != Quotes.DOUBLE || c != '\\') {
            return 1;
        }
        int digits = WITH_DIGITS.indexOf(text.charAt(at + 1));
        return digits < 0 ? 2 : 2 + (2 << digits);
    }
}
