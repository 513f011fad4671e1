package dev.featurerollout.model;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a number may be from another: a share of it, an absolute difference, or the sum of both.
 *
 * @param relative as a share, 0.2 for 20 %
 * @param absolute in the unit of the number
 */
public record Tolerance(BigDecimal relative, BigDecimal absolute) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(%?)(?:\\s*\\+\\s*([0-9]{1,9}(?:\\.[0-9]{1,9})?)(%?))?");

    /**
     * Reads {@code 20%}, {@code 0.005} or {@code 20% + 0.005}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Tolerance parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        boolean both = form.matches() && form.group(3) != null;
        if (!form.matches() || both && form.group(2).equals(form.group(4))) {
            throw new IllegalArgumentException(
                    '"' + text + "\" is no tolerance: write a share such as \"20%\", a difference such as \"0.005\", or"
                            + " \"20% + 0.005\"");
        }
        Tolerance first = part(form.group(1), form.group(2));
        Tolerance second = both ? part(form.group(3), form.group(4)) : part("0", "");
        return new Tolerance(first.relative.add(second.relative), first.absolute.add(second.absolute));
    }

    private static Tolerance part(String number, String unit) {
        BigDecimal value = new BigDecimal(number);
        return unit.isEmpty()
                ? new Tolerance(BigDecimal.ZERO, value)
                : new Tolerance(value.movePointLeft(2), BigDecimal.ZERO);
    }

    /** Whether it is a share of the other number only, so that it says nothing where that is zero. */
    public boolean isOnlyRelative() {
        return absolute.signum() == 0;
    }

    /** Returns the distance it allows from {@code number}, which must not be negative. */
    public double of(double number) {
        return relative.doubleValue() * number + absolute.doubleValue();
    }

    /** Returns it as people write it. */
    @Override
    public String toString() {
        String share = relative.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
        String difference = absolute.stripTrailingZeros().toPlainString();
        if (relative.signum() == 0) {
            return difference;
        }
        return isOnlyRelative() ? share : share + " + " + difference;
    }
}
