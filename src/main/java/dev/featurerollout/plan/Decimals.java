package dev.featurerollout.plan;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Decimal numbers in specs: written as strings, so that no tool rounds them. */
final class Decimals {
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    private Decimals() {}

    /**
     * Returns the number a text stands for.
     *
     * @throws IllegalArgumentException if it is no plain decimal number
     */
    static BigDecimal parse(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException('"' + text + "\" is not a decimal number such as \"0.01\"");
        }
        return new BigDecimal(text);
    }

    /**
     * Returns the share a text stands for, 0.01 for {@code 1%} as for {@code 0.01}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static BigDecimal share(String text) {
        String plain = text.strip();
        return plain.endsWith("%")
                ? parse(plain.substring(0, plain.length() - 1)).movePointLeft(2)
                : parse(plain);
    }
}
