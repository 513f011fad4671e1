package dev.featurerollout.apply.format.document;

import java.util.Arrays;

/**
 * A line of a properties file: one line of the text, or several that backslashes at their ends join.
 *
 * <p>Its chars are those that count: without the line ends, the joining backslashes and the indentation. An empty line
 * and a comment have none.
 */
final class LogicalLine {
    private static final String BLANK = " \t\f";

    private final String text;
    private final StringBuilder chars = new StringBuilder();
    private int[] offsets = new int[80];
    private int end;

    private LogicalLine(String text) {
        this.text = text;
    }

    /** Returns the line that begins at {@code start}. */
    static LogicalLine at(String text, int start) {
        LogicalLine line = new LogicalLine(text);
        line.read(start);
        return line;
    }

    private void read(int start) {
        int from = start;
        do {
            int lineEnd = lineEnd(from);
            int content = from;
            while (content < lineEnd && BLANK.indexOf(text.charAt(content)) >= 0) {
                content++;
            }
            end = afterBreak(lineEnd);
            if (chars.isEmpty() && content < lineEnd && "#!".indexOf(text.charAt(content)) >= 0) {
                return;
            }
            boolean joined = endsWithBackslash(content, lineEnd);
            take(content, joined ? lineEnd - 1 : lineEnd);
            if (!joined) {
                return;
            }
            from = end;
        } while (from < text.length());
    }

    private void take(int from, int to) {
        chars.append(text, from, to);
        if (chars.length() > offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * chars.length());
        }
        for (int i = from; i < to; i++) {
            offsets[chars.length() - to + i] = i;
        }
    }

    private boolean endsWithBackslash(int from, int to) {
        int slashes = 0;
        while (to - slashes > from && text.charAt(to - slashes - 1) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private int afterBreak(int lineEnd) {
        return lineEnd + (text.startsWith("\r\n", lineEnd) ? 2 : lineEnd < text.length() ? 1 : 0);
    }

    int length() {
        return chars.length();
    }

    char charAt(int index) {
        return chars.charAt(index);
    }

    String text(int from, int to) {
        return chars.substring(from, to);
    }

    /** Returns where in the text the next line begins. */
    int end() {
        return end;
    }

    /** Returns where in the text the chars from {@code from} to {@code to} stand; an empty range for none. */
    Range range(int from, int to) {
        int start = from < length() ? offsets[from] : length() == 0 ? end : offsets[length() - 1] + 1;
        return to > from ? new Range(start, offsets[to - 1] + 1) : new Range(start, start);
    }
}
