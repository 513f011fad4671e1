package dev.featurerollout.promql;

/** A stretch of a query: chars from {@code start} up to, not including, {@code end}. */
public record Extent(int start, int end) {
    /** Returns the stretch from the start of this one to the end of {@code last}. */
    Extent to(Extent last) {
        return new Extent(start, Math.max(end, last.end));
    }

    /** Returns the chars of {@code text} that lie in this stretch. */
    public String of(String text) {
        return text.substring(start, end);
    }
}
