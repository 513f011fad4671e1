package dev.featurerollout.promql;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as PromQL writes them: {@code 1h30m}, each unit once, the largest first. */
final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

    private static final long SECOND = 1_000;
    private static final long DAY = 86_400 * SECOND;
    private static final long[] MILLIS = {365 * DAY, 7 * DAY, DAY, 3_600 * SECOND, 60 * SECOND, SECOND, 1};

    private Durations() {}

    /** Returns the duration a text stands for; empty if it is none, or one of more than about 292 million years. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        try {
            long sum = 0;
            for (int i = 0; i < MILLIS.length; i++) {
                if (matcher.group(i + 1) != null) {
                    sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(matcher.group(i + 1)), MILLIS[i]));
                }
            }
            return Optional.of(Duration.ofMillis(sum));
        } catch (ArithmeticException | NumberFormatException tooLong) {
            return Optional.empty();
        }
    }
}
