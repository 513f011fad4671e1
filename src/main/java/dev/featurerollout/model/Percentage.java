package dev.featurerollout.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * A share of the users, from 0 to 100 percent, exact to four decimals.
 *
 * <p>Two percentages are equal when their values are: {@code 5}, {@code 5.0} and {@code "5"} are one percentage.
 */
public final class Percentage implements Comparable<Percentage> {
    /** Decimals that are kept: one user in a million. */
    public static final int SCALE = 4;

    private static final BigDecimal MAX = BigDecimal.valueOf(100);

    public static final Percentage ZERO = new Percentage(BigDecimal.ZERO);
    public static final Percentage HUNDRED = new Percentage(MAX);

    private final BigDecimal value;

    private Percentage(BigDecimal value) {
        this.value = value;
    }

    /**
     * Returns the percentage of a number.
     *
     * @throws IllegalArgumentException below 0, above 100, or with more than four decimals
     */
    public static Percentage of(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.signum() < 0 || plain.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(value.toPlainString() + " is not between 0 and 100");
        }
        if (plain.scale() > SCALE) {
            throw new IllegalArgumentException(value.toPlainString() + " has more than " + SCALE + " decimals");
        }
        return new Percentage(plain);
    }

    public static Percentage of(long value) {
        return of(BigDecimal.valueOf(value));
    }

    /**
     * Returns the percentage a text stands for, such as {@code 5} or {@code 0.5}.
     *
     * @throws IllegalArgumentException if it is no plain decimal number between 0 and 100
     */
    public static Percentage parse(String text) {
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException('"' + text + "\" is not a decimal number");
        }
        return of(new BigDecimal(text));
    }

    /**
     * Returns {@code part / whole} as a percentage, rounded to {@link #SCALE} decimals, half up.
     *
     * @throws IllegalArgumentException unless 0 ≤ part ≤ whole and whole &gt; 0
     */
    public static Percentage ofShare(BigDecimal part, BigDecimal whole) {
        if (whole.signum() <= 0) {
            throw new IllegalArgumentException("a share of " + whole.toPlainString());
        }
        return of(part.multiply(MAX).divide(whole, SCALE, RoundingMode.HALF_UP));
    }

    public BigDecimal value() {
        return value;
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    public boolean isAbove(Percentage other) {
        return compareTo(other) > 0;
    }

    public boolean isBelow(Percentage other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Percentage other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Percentage that && value.compareTo(that.value) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(value.stripTrailingZeros());
    }

    /** Returns the number without trailing zeros, such as {@code 5} or {@code 0.5}. */
    @Override
    public String toString() {
        return value.toPlainString();
    }
}
