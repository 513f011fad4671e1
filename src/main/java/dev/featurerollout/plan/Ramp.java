package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.RampSpec;
import dev.featurerollout.model.Percentage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Expands {@code spec.ramp}: exponential 5, 10, 20, 40, 80, 100 or linear 5, 15, 25, …, always ending at {@code to}. */
final class Ramp {
    /** So many times a percentage is raised at most: small ones may grow for a while before they are another stage. */
    private static final int MOST_ROUNDS = 1000;

    /** More digits than any percentage has; without a bound each round adds as many as the factor has. */
    private static final MathContext DIGITS = MathContext.DECIMAL128;

    private enum Growth {
        Linear,
        Exponential
    }

    private final Problems problems;

    Ramp(Problems problems) {
        this.problems = problems;
    }

    List<Percentage> expand(RampSpec spec) {
        Growth growth = problems.constant("spec.ramp.growth", spec.growth(), Growth.Exponential);
        Percentage from = problems.parse("spec.ramp.from", spec.from(), Percentage.of(5), Percentage::parse);
        Percentage to = problems.parse("spec.ramp.to", spec.to(), Percentage.HUNDRED, Percentage::parse);
        BigDecimal factor = number("spec.ramp.factor", spec.factor(), BigDecimal.valueOf(2));
        BigDecimal step = number("spec.ramp.step", spec.step(), BigDecimal.TEN);
        if (from.isZero()) {
            problems.add("spec.ramp.from", "0 is not above 0: begin with a share of the users, such as 5");
        }
        if (from.isAbove(to)) {
            problems.add("spec.ramp.to", to + " is below spec.ramp.from " + from + ": a ramp rises");
        }
        if (growth == Growth.Exponential && factor.compareTo(BigDecimal.ONE) <= 0) {
            problems.add("spec.ramp.factor", factor.toPlainString() + " is not above 1: the ramp would not rise");
        }
        if (growth == Growth.Linear && step.signum() <= 0) {
            problems.add("spec.ramp.step", step.toPlainString() + " is not above 0: the ramp would not rise");
        }
        return problems.isEmpty() ? percentages(growth, from, to, factor, step) : List.of();
    }

    private BigDecimal number(String path, String value, BigDecimal fallback) {
        return problems.parse(path, value, fallback, Decimals::parse);
    }

    private List<Percentage> percentages(
            Growth growth, Percentage from, Percentage to, BigDecimal factor, BigDecimal step) {
        List<Percentage> all = new ArrayList<>();
        BigDecimal next = from.value();
        int rounds = 0;
        while (next.compareTo(to.value()) < 0 && rounds < MOST_ROUNDS && all.size() < StageCompiler.MOST) {
            Percentage rounded = Percentage.of(next.setScale(Percentage.SCALE, RoundingMode.HALF_UP));
            if (all.isEmpty() || rounded.isAbove(all.get(all.size() - 1))) {
                all.add(rounded);
            }
            next = growth == Growth.Linear ? next.add(step, DIGITS) : next.multiply(factor, DIGITS);
            rounds++;
        }
        if (next.compareTo(to.value()) < 0 || all.size() == StageCompiler.MOST) {
            problems.add(
                    growth == Growth.Linear ? "spec.ramp.step" : "spec.ramp.factor",
                    (growth == Growth.Linear ? step : factor).toPlainString() + " is too small: from " + from + " % to "
                            + to + " % there would be more than " + StageCompiler.MOST
                            + " stages; choose a larger one, or a larger spec.ramp.from");
            return all;
        }
        all.add(to);
        return all;
    }
}
