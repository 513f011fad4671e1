package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Layout;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A cursor over a TOML text that reads keys and values, and the white space and comments between them. */
final class TomlValues {
    /** Keys of one dotted key, and levels of arrays and inline tables; the tree is walked by recursion. */
    private static final int MAX_DEPTH = 500;

    private static final String TRIPLE = "\"\"\"";
    private static final String TRIPLE_LITERAL = "'''";

    /** Numbers and times, the latter with a blank for their T, too. */
    private static final Pattern BARE = Pattern.compile("true|false"
            + "|[+-]?(0|[1-9](_?[0-9])*+)(\\.[0-9](_?[0-9])*+)?([eE][+-]?[0-9](_?[0-9])*+)?"
            + "|0x[0-9a-fA-F](_?[0-9a-fA-F])*+|0o[0-7](_?[0-7])*+|0b[01](_?[01])*+"
            + "|[+-]?(inf|nan)"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
            + "|[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?");

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final String text;
    private int cursor;
    private int depth;

    TomlValues(String text) {
        this.text = text;
        this.cursor = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** Goes on to the next thing that is no white space, line end or comment; returns whether there is one. */
    boolean skipToContent() throws UnreadableDocument {
        do {
            skipBlanks();
            skipComment();
        } while (skipLineEnd());
        return cursor < text.length();
    }

    /** Checks that nothing but a comment follows on the line. */
    void endOfLine() throws UnreadableDocument {
        skipBlanks();
        skipComment();
        if (!skipLineEnd() && cursor < text.length()) {
            throw invalid("a line that goes on after its value");
        }
    }

    boolean at(char c) {
        return cursor < text.length() && text.charAt(cursor) == c;
    }

    boolean skip(String mark) {
        boolean there = text.startsWith(mark, cursor);
        cursor += there ? mark.length() : 0;
        return there;
    }

    void require(char c) throws UnreadableDocument {
        skipBlanks();
        requireDirectly(c);
    }

    void requireDirectly(char c) throws UnreadableDocument {
        if (!at(c)) {
            throw invalid("a missing " + c);
        }
        cursor++;
    }

    /** Reads a key, of several parts if it has dots. */
    List<Scalar> keys() throws UnreadableDocument {
        List<Scalar> keys = new ArrayList<>();
        do {
            skipBlanks();
            keys.add(key());
            skipBlanks();
            if (keys.size() > MAX_DEPTH) {
                throw new UnreadableDocument(text, cursor, "nested deeper than " + MAX_DEPTH + " levels");
            }
        } while (skip("."));
        return keys;
    }

    private Scalar key() throws UnreadableDocument {
        if (at('"') || at('\'')) {
            return oneLine();
        }
        int start = cursor;
        while (cursor < text.length() && isBare(text.charAt(cursor))) {
            cursor++;
        }
        if (cursor == start) {
            throw invalid("a missing key");
        }
        Range range = new Range(start, cursor);
        return new Scalar(range, range.of(text), Kind.TEXT, Quotes.NONE);
    }

    private static boolean isBare(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    Node value() throws UnreadableDocument {
        skipBlanks();
        if (depth == MAX_DEPTH) {
            throw new UnreadableDocument(text, cursor, "nested deeper than " + MAX_DEPTH + " levels");
        }
        depth++;
        Node value;
        if (text.startsWith(TRIPLE, cursor) || text.startsWith(TRIPLE_LITERAL, cursor)) {
            value = lines();
        } else if (at('"') || at('\'')) {
            value = oneLine();
        } else if (at('[')) {
            value = array();
        } else if (at('{')) {
            value = table();
        } else {
            value = bare();
        }
        depth--;
        return value;
    }

    private Sequence array() throws UnreadableDocument {
        int start = cursor++;
        List<Node> items = new ArrayList<>();
        while (contentInArray() && !at(']')) {
            items.add(value());
            if (contentInArray() && !at(']')) {
                require(',');
            }
        }
        cursor++;
        return new Sequence(new Range(start, cursor), items, Layout.BRACKETS);
    }

    private boolean contentInArray() throws UnreadableDocument {
        if (!skipToContent()) {
            throw invalid("an array that does not end");
        }
        return true;
    }

    private Mapping table() throws UnreadableDocument {
        int start = cursor++;
        InlineTable table = new InlineTable(text);
        skipBlanks();
        while (!at('}')) {
            List<Scalar> keys = keys();
            require('=');
            table.add(keys, value());
            skipBlanks();
            if (!at('}')) {
                require(',');
                skipBlanks();
                if (at('}')) {
                    throw invalid("a comma before }");
                }
            }
        }
        cursor++;
        return table.mapping(new Range(start, cursor));
    }

    private Scalar bare() throws UnreadableDocument {
        int end = bareEnd(cursor);
        boolean time = end + 1 < text.length() && text.charAt(end) == ' ' && Character.isDigit(text.charAt(end + 1));
        if (time && DATE.matcher(text.substring(cursor, end)).matches()) {
            end = bareEnd(end + 1);
        }
        Range range = new Range(cursor, end);
        String source = range.of(text);
        if (!BARE.matcher(source).matches()) {
            throw invalid(source.isEmpty() ? "a missing value" : "the value " + source);
        }
        cursor = end;
        return Scalar.plain(range, source);
    }

    private int bareEnd(int from) {
        int end = from;
        while (end < text.length() && " \t\r\n,]}#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private Scalar oneLine() throws UnreadableDocument {
        int start = cursor;
        char quote = text.charAt(cursor++);
        StringBuilder says = new StringBuilder();
        while (!at(quote)) {
            if (cursor == text.length() || at('\n') || at('\r')) {
                throw invalid("a text whose quotes do not end on its line");
            }
            character(quote == '"', says);
        }
        cursor++;
        Quotes quotes = quote == '"' ? Quotes.DOUBLE : Quotes.SINGLE;
        return new Scalar(new Range(start, cursor), says.toString(), Kind.TEXT, quotes);
    }

    /** Reads a text of several lines. */
    private Scalar lines() throws UnreadableDocument {
        int start = cursor;
        String mark = text.substring(cursor, cursor + 3);
        boolean escapes = mark.equals(TRIPLE);
        cursor += 3;
        skipLineEnd();
        StringBuilder says = new StringBuilder();
        while (!text.startsWith(mark, cursor)) {
            if (cursor == text.length()) {
                throw invalid("a text whose quotes do not end");
            }
            int line = cursor;
            if (skipLineEnd()) {
                says.append(text, line, cursor);
            } else if (!(escapes && at('\\') && skipJoinedLines())) {
                character(escapes, says);
            }
        }
        cursor += 3;
        // Up to two quotes may stand directly before the closing three.
        for (int more = 0; more < 2 && at(mark.charAt(0)); more++) {
            says.append(mark.charAt(0));
            cursor++;
        }
        return new Scalar(new Range(start, cursor), says.toString(), Kind.TEXT, Quotes.BLOCK);
    }

    /** Skips a backslash at a line's end with all white space after it; returns whether it was one. */
    private boolean skipJoinedLines() {
        int at = cursor + 1;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        if (at == text.length() || (text.charAt(at) != '\n' && text.charAt(at) != '\r')) {
            return false;
        }
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        cursor = at;
        return true;
    }

    private void character(boolean escapes, StringBuilder says) throws UnreadableDocument {
        char c = text.charAt(cursor);
        if (escapes && c == '\\') {
            escape(says);
            return;
        }
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            throw invalid("a control character");
        }
        says.append(c);
        cursor++;
    }

    private void escape(StringBuilder says) throws UnreadableDocument {
        char c = cursor + 1 < text.length() ? text.charAt(cursor + 1) : ' ';
        switch (c) {
            case 'b' -> says.append('\b');
            case 't' -> says.append('\t');
            case 'n' -> says.append('\n');
            case 'f' -> says.append('\f');
            case 'r' -> says.append('\r');
            case '"', '\\' -> says.append(c);
            case 'u' -> unicode(4, says);
            case 'U' -> unicode(8, says);
            default -> throw invalid("the escape \\" + c);
        }
        cursor += 2;
    }

    private void unicode(int length, StringBuilder says) throws UnreadableDocument {
        int from = cursor + 2;
        String digits = text.substring(from, Math.min(from + length, text.length()));
        if (!digits.matches("[0-9a-fA-F]{" + length + "}")) {
            throw invalid("an escape without its " + length + " hexadecimal digits");
        }
        long code = Long.parseLong(digits, 16);
        if (code > Character.MAX_CODE_POINT || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
            throw invalid("an escape of no character");
        }
        says.appendCodePoint((int) code);
        cursor += length;
    }

    private void skipBlanks() {
        while (at(' ') || at('\t')) {
            cursor++;
        }
    }

    private void skipComment() throws UnreadableDocument {
        if (!at('#')) {
            return;
        }
        while (cursor < text.length() && !at('\n') && !text.startsWith("\r\n", cursor)) {
            char c = text.charAt(cursor);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw invalid("a control character");
            }
            cursor++;
        }
    }

    private boolean skipLineEnd() {
        return skip("\n") || skip("\r\n");
    }

    private UnreadableDocument invalid(String what) {
        return new UnreadableDocument(text, cursor, "not valid TOML: " + what);
    }
}
