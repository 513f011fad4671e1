package dev.featurerollout.model;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 90s}, {@code 10m}, {@code 1h30m}.
 *
 * <p>The format is the one of the Gateway API (GEP-2257): up to four pairs of a number of at most five digits and a
 * unit, {@code h}, {@code m}, {@code s} or {@code ms}.
 */
public final class DurationText {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

    private DurationText() {}

    /**
     * Returns the duration a text stands for.
     *
     * @throws IllegalArgumentException if the text has another format
     */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    '"' + text + "\" is not a duration such as 90s, 10m or 1h30m" + hint(text));
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "s" -> Duration.ofSeconds(number);
                        default -> Duration.ofMillis(number);
                    });
        }
        return sum;
    }

    private static String hint(String text) {
        if (text.matches("[0-9]{1,3}d")) {
            return ": days are not a unit, write " + 24 * Integer.parseInt(text.replace("d", "")) + "h";
        }
        if (text.matches("[0-9]+")) {
            return ": it has no unit, write " + text + "s or " + text + "m";
        }
        String lower = text.toLowerCase(Locale.ROOT).replaceFirst("^pt?", "").replaceAll("\\s", "");
        return WHOLE.matcher(lower).matches() ? ": write " + lower : "";
    }

    /** Returns the shortest text for a duration that is not negative, such as {@code 1h30m} or {@code 0s}. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
