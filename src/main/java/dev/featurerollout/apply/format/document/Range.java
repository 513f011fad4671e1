package dev.featurerollout.apply.format.document;

/** A stretch of a text: chars from {@code start} up to, not including, {@code end}. */
public record Range(int start, int end) {
    public Range {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no range from " + start + " to " + end);
        }
    }

    /** Returns the chars of {@code text} that lie in this range. */
    public String of(String text) {
        return text.substring(start, end);
    }

    /** Returns whether the two overlap or stand side by side. */
    boolean touches(Range other) {
        return start <= other.end && other.start <= end;
    }
}
