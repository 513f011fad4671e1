package dev.featurerollout.promql;

/**
 * A place in a text as editors show it.
 *
 * @param offset in chars, from 0
 * @param line from 1
 * @param column from 1, in Unicode characters
 */
public record Position(int offset, int line, int column) {
    /** The beginning of any text. */
    public static final Position START = new Position(0, 1, 1);

    /** Returns the place of the char at {@code offset} of {@code text}. */
    public static Position of(String text, int offset) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return new Position(offset, line, 1 + text.codePointCount(start, offset));
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
