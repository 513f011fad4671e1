package dev.featurerollout.rehearse;

import dev.featurerollout.measure.criteria.Numbers;
import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and shares for people, in whole seconds and few digits. */
final class Words {
    private Words() {}

    static String of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String of(Duration duration) {
        return DurationText.format(duration.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Returns a share from 0 to 1 as a percentage, such as {@code 8.5 %}. */
    static String percent(double share) {
        double tenths = Math.rint(share * 1000) / 10;
        return Numbers.format(tenths) + " %";
    }
}
