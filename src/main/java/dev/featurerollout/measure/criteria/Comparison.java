package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Criterion.Baseline;
import dev.featurerollout.model.Measurement;
import dev.featurerollout.model.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a number against a baseline: between {@code baseline - maxDecrease} and {@code baseline + maxIncrease}.
 *
 * <p>Nothing is divided. Against a baseline of zero a share of it says nothing, so it takes an absolute tolerance, or
 * the verdict is no data.
 */
record Comparison(Baseline baseline) {

    /** Returns the baseline's number if {@code number} can be held against it, or why not. */
    Measurement check(double number, Measurement measured) {
        if (measured instanceof Measurement.Unavailable unavailable) {
            return new Measurement.Unavailable("baseline: " + unavailable.message());
        }
        if (measured instanceof Measurement.Invalid invalid) {
            return new Measurement.Invalid("baseline: " + invalid.message());
        }
        if (measured instanceof Measurement.NoData none) {
            return new Measurement.NoData("baseline: " + none.message());
        }
        double base = ((Measurement.Value) measured).number();
        if (Double.isInfinite(base) || base < 0) {
            return new Measurement.NoData("baseline: " + Numbers.format(base) + " is nothing to compare with");
        }
        if (base == 0 && number != 0 && isOnlyRelative()) {
            return new Measurement.NoData(
                    "the baseline is 0, and a share of it says nothing: add an absolute tolerance,"
                            + " such as \"20% + 0.001\"");
        }
        return measured;
    }

    boolean passes(double number, double base) {
        boolean low = baseline.maxIncrease()
                .map(increase -> number <= base + increase.of(base))
                .orElse(true);
        boolean high = baseline.maxDecrease()
                .map(decrease -> number >= base - decrease.of(base))
                .orElse(true);
        return low && high;
    }

    /** Returns the limits for people, such as {@code at most 0.0037 (baseline 0.0031 +20%)}. */
    String limits(double base) {
        List<String> limits = new ArrayList<>();
        baseline.maxIncrease().ifPresent(increase -> limits.add("at most " + Numbers.format(base + increase.of(base))));
        baseline.maxDecrease()
                .ifPresent(decrease -> limits.add("at least " + Numbers.format(base - decrease.of(base))));
        return String.join(", ", limits) + " ("
                + baseline.toString().replaceFirst("baseline", "baseline " + Numbers.format(base)) + ")";
    }

    private boolean isOnlyRelative() {
        return isOnlyRelative(baseline.maxIncrease()) && isOnlyRelative(baseline.maxDecrease());
    }

    private static boolean isOnlyRelative(Optional<Tolerance> tolerance) {
        return tolerance.map(Tolerance::isOnlyRelative).orElse(true);
    }
}
