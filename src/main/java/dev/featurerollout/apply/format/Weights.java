package dev.featurerollout.apply.format;

import dev.featurerollout.model.Percentage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whole-numbered weights of variations, one of which is rolled out.
 *
 * @param values each from 0, not all 0
 * @param target the position of the one that is rolled out
 */
record Weights(List<Long> values, int target) {
    /** The largest total flagd takes. */
    static final long MAX_TOTAL = Integer.MAX_VALUE;

    /** Percentages have four decimals: they are whole numbers of millionths. */
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    Weights {
        values = List.copyOf(values);
    }

    private long total() {
        return values.stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the rolled-out variation's share, rounded to the decimals a percentage has. */
    Percentage share() {
        return Percentage.ofShare(BigDecimal.valueOf(values.get(target)), BigDecimal.valueOf(total()));
    }

    /**
     * Returns weights that give the target exactly {@code percentage}, and the others the rest in their present
     * proportions; empty if the total would be too large.
     *
     * <p>Weights that say it already stay. Else the total is 100 if that is exact, or the next power of ten that is, or
     * the smallest total there is. Others that are all 0, as at 100 %, have no proportions left: they share equally.
     */
    Optional<Weights> at(Percentage percentage) {
        BigInteger part = percentage.value().movePointRight(4).toBigIntegerExact();
        BigInteger now = BigInteger.valueOf(values.get(target)).multiply(MILLION);
        if (now.equals(part.multiply(BigInteger.valueOf(total())))) {
            return Optional.of(this);
        }
        // Every share as a whole number of (1 / (million * sum of the others)).
        List<BigInteger> others = others();
        BigInteger sum = others.stream().reduce(BigInteger.ZERO, BigInteger::add);
        List<BigInteger> shares = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            shares.add(i == target ? part.multiply(sum) : MILLION.subtract(part).multiply(others.get(i)));
        }
        BigInteger divisor = shares.stream().reduce(BigInteger.ZERO, BigInteger::gcd);
        BigInteger smallest = MILLION.multiply(sum).divide(divisor);
        BigInteger factor = roundTotal(smallest).divide(smallest);
        if (smallest.multiply(factor).compareTo(BigInteger.valueOf(MAX_TOTAL)) > 0) {
            return Optional.empty();
        }
        List<Long> result = shares.stream()
                .map(share -> share.divide(divisor).multiply(factor).longValueExact())
                .toList();
        return Optional.of(new Weights(result, target));
    }

    /** Returns the weights beside the target's, which counts 0 here; all 1 if they are all 0. */
    private List<BigInteger> others() {
        boolean allZero = total() == values.get(target);
        List<BigInteger> others = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            long weight = i == target ? 0 : allZero ? 1 : values.get(i);
            others.add(BigInteger.valueOf(weight));
        }
        return others;
    }

    /** Returns the first of 100, 1000, ... a million that {@code smallest} divides, else {@code smallest}. */
    private static BigInteger roundTotal(BigInteger smallest) {
        for (BigInteger round = BigInteger.valueOf(100);
                round.compareTo(MILLION) <= 0;
                round = round.multiply(BigInteger.TEN)) {
            if (round.mod(smallest).signum() == 0) {
                return round;
            }
        }
        return smallest;
    }
}
