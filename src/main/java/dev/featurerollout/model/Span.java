package dev.featurerollout.model;

import java.time.Instant;

/** A span of time, after {@code from} and up to {@code to}; never empty. */
public record Span(Instant from, Instant to) {
    public Span {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(from + " is not before " + to);
        }
    }

    /** Whether the whole of (start, end] lies inside. */
    public boolean covers(Instant start, Instant end) {
        return !from.isAfter(start) && !to.isBefore(end);
    }
}
