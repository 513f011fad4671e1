package dev.featurerollout.rehearse;

import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.Criterion;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a value lies inside a bound, as a share of the bound; negative beyond it.
 *
 * <p>Beside a bound of zero, which nothing can be a share of, it is the plain distance.
 *
 * @param bound the nearer one, for people, such as {@code max 0.01}
 */
public record Margin(double value, String bound, double share) implements Comparable<Margin> {

    /** Returns the margin to the nearer bound of a criterion; empty if it has none. */
    static Optional<Margin> of(Criterion criterion, double value) {
        Stream<Margin> below = criterion.bounds().max().stream()
                .map(max -> new Margin(value, "max " + max.toPlainString(), share(max.doubleValue() - value, max)));
        Stream<Margin> above = criterion.bounds().min().stream()
                .map(min -> new Margin(value, "min " + min.toPlainString(), share(value - min.doubleValue(), min)));
        return Stream.concat(below, above).min(Comparator.naturalOrder());
    }

    private static double share(double distance, BigDecimal bound) {
        return bound.signum() == 0 ? distance : distance / Math.abs(bound.doubleValue());
    }

    @Override
    public int compareTo(Margin other) {
        return Double.compare(share, other.share);
    }

    /** Returns the value and where it lies, such as {@code 0.0081, 19 % inside max 0.01}. */
    @Override
    public String toString() {
        double percent = Math.abs(share) * 100;
        String far = percent < 1 || percent >= 1e6 ? Numbers.format(percent) : Long.toString(Math.round(percent));
        return Numbers.format(value) + ", " + far + " % " + (share < 0 ? "beyond " : "inside ") + bound;
    }
}
