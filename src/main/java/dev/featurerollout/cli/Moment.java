package dev.featurerollout.cli;

import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Points of time as people write them: {@code now}, {@code 7d} for seven days ago, or an instant. */
final class Moment {
    private Moment() {}

    /** @throws IllegalArgumentException if it is none of these */
    static Instant parse(String option, String text, Instant now) {
        if (text.equals("now")) {
            return now.truncatedTo(ChronoUnit.SECONDS);
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : now.minus(duration(text)).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": \"" + text
                    + "\" is no time: write how long ago, such as 7d or 36h, or an instant such as"
                    + " 2026-11-15T09:00:00Z");
        }
    }

    /** @throws IllegalArgumentException if it is not a duration such as 7d or 1h30m */
    static Duration duration(String text) {
        return text.matches("[0-9]{1,5}d")
                ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                : DurationText.parse(text);
    }
}
