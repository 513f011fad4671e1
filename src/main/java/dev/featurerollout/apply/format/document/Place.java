package dev.featurerollout.apply.format.document;

/** A place as editors show it: line and column, both from 1; a column is a Unicode character. */
public record Place(int line, int column) {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    static Place of(String text, int offset) {
        int line = 1;
        int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            boolean loneReturn = c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
            if (c == '\n' || loneReturn) {
                line++;
                start = i + 1;
            }
        }
        return new Place(line, 1 + text.codePointCount(Math.min(start, offset), offset));
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
