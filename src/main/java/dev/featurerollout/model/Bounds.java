package dev.featurerollout.model;

import java.math.BigDecimal;
import java.util.Optional;

/** An inclusive range, open on a side that is not given. */
public record Bounds(Optional<BigDecimal> min, Optional<BigDecimal> max) {
    /** No bound at all: contains every number. */
    public static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());

    /** Whether {@code value} lies inside; infinities lie outside a bound on their side. */
    public boolean contains(double value) {
        return min.map(bound -> value >= bound.doubleValue()).orElse(true)
                && max.map(bound -> value <= bound.doubleValue()).orElse(true);
    }

    public boolean isOpen() {
        return min.isEmpty() && max.isEmpty();
    }

    /** Returns the bounds as people write them, such as {@code min 1, max 5}; empty when there are none. */
    @Override
    public String toString() {
        String low = min.map(bound -> "min " + bound.toPlainString()).orElse("");
        String high = max.map(bound -> "max " + bound.toPlainString()).orElse("");
        return low.isEmpty() || high.isEmpty() ? low + high : low + ", " + high;
    }
}
