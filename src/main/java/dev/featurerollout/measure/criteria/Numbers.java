package dev.featurerollout.measure.criteria;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people. */
public final class Numbers {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private Numbers() {}

    /** Returns a number with four significant digits and without exponent, such as {@code 0.004312}. */
    public static String format(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number).replace("Infinity", "Inf");
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return BigDecimal.valueOf(number)
                    .setScale(0, java.math.RoundingMode.UNNECESSARY)
                    .toPlainString();
        }
        BigDecimal rounded = new BigDecimal(number, FOUR_DIGITS).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
