package dev.featurerollout.apply.format.document;

import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Quotes;
import dev.featurerollout.apply.format.document.Node.Scalar;

/**
 * Reads properties as {@link java.util.Properties} does, into one flat mapping.
 *
 * <p>White space after a value is not part of it here. Where quotes count, a value in quotes is the text between them.
 */
final class PropertiesTree {
    private static final String BLANK = " \t\f";

    private final String text;
    private final boolean quotesCount;
    private final Members members;

    private PropertiesTree(String text, boolean quotesCount) {
        this.text = text;
        this.quotesCount = quotesCount;
        this.members = new Members(text);
    }

    static Document.Tree parse(String text, boolean quotesCount) throws UnreadableDocument {
        PropertiesTree tree = new PropertiesTree(text, quotesCount);
        int at = text.startsWith("\uFEFF") ? 1 : 0;
        while (at < text.length()) {
            LogicalLine line = LogicalLine.at(text, at);
            tree.read(line);
            at = line.end();
        }
        return new Document.Tree(new Mapping(new Range(0, text.length()), tree.members.list()));
    }

    private void read(LogicalLine line) throws UnreadableDocument {
        if (line.length() == 0) {
            return;
        }
        int keyEnd = 0;
        while (keyEnd < line.length() && "=: \t\f".indexOf(line.charAt(keyEnd)) < 0) {
            keyEnd += line.charAt(keyEnd) == '\\' ? 2 : 1;
        }
        keyEnd = Math.min(keyEnd, line.length());
        int start = skipBlank(line, keyEnd);
        if (start < line.length() && "=:".indexOf(line.charAt(start)) >= 0) {
            start = skipBlank(line, start + 1);
        }
        int end = line.length();
        while (end > start && BLANK.indexOf(line.charAt(end - 1)) >= 0 && !isEscaped(line, end - 1)) {
            end--;
        }
        Scalar key = new Scalar(line.range(0, keyEnd), unescape(line, 0, keyEnd), Kind.TEXT, Quotes.NONE);
        members.add(key, value(line, start, end));
    }

    private Scalar value(LogicalLine line, int start, int end) throws UnreadableDocument {
        Range range = line.range(start, end);
        if (quotesCount && end - start >= 2 && line.charAt(start) == line.charAt(end - 1)) {
            char quote = line.charAt(start);
            if (quote == '"' || quote == '\'') {
                String inside = unescape(line, start + 1, end - 1);
                return new Scalar(range, inside, Kind.TEXT, quote == '"' ? Quotes.DOUBLE : Quotes.SINGLE);
            }
        }
        return Scalar.plain(range, unescape(line, start, end));
    }

    private static int skipBlank(LogicalLine line, int from) {
        int at = from;
        while (at < line.length() && BLANK.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isEscaped(LogicalLine line, int at) {
        int slashes = 0;
        while (at - slashes > 0 && line.charAt(at - slashes - 1) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private String unescape(LogicalLine line, int start, int end) throws UnreadableDocument {
        StringBuilder result = new StringBuilder();
        for (int i = start; i < end; i++) {
            char c = line.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            if (++i == end) {
                break;
            }
            switch (line.charAt(i)) {
                case 't' -> result.append('\t');
                case 'n' -> result.append('\n');
                case 'r' -> result.append('\r');
                case 'f' -> result.append('\f');
                case 'u' -> {
                    result.append(unicode(line, i + 1, end));
                    i += 4;
                }
                default -> result.append(line.charAt(i));
            }
        }
        return result.toString();
    }

    private char unicode(LogicalLine line, int start, int end) throws UnreadableDocument {
        String digits = line.text(start, Math.min(start + 4, end));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw new UnreadableDocument(
                    text,
                    line.range(start - 2, start - 1).start(),
                    "\\u needs four hexadecimal digits. Write \\\\u for the letter after a backslash");
        }
        return (char) Integer.parseInt(digits, 16);
    }
}
