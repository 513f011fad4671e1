package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Whom the flags reached before the operator first moved them, as the histories have it. */
final class Originals {
    private final Map<String, BigDecimal> percentages = new HashMap<>();
    private final Map<String, BigDecimal> confirmed = new HashMap<>();

    /** To be called for each status that is written. */
    void statusWritten(Theatre theatre, FeatureRolloutStatus before, FeatureRolloutStatus after) {
        boolean begins = after.attempt() != null
                && (before == null
                        || before.attempt() == null
                        || before.attempt().number() < after.attempt().number());
        for (FlagSetup flag : theatre.history().setup().flags()) {
            if (begins) {
                BigDecimal live = theatre.percentage(flag).orElseThrow();
                BigDecimal own = before == null || before.target() == null
                        ? null
                        : new BigDecimal(before.target().percentage());
                boolean isOwn = percentages.containsKey(flag.name())
                        && (same(live, confirmed.get(flag.name())) || same(live, own));
                if (!isOwn) {
                    percentages.put(flag.name(), live);
                }
            }
            Truth.confirmed(after, flag).ifPresent(now -> confirmed.put(flag.name(), now));
        }
    }

    private static boolean same(BigDecimal one, BigDecimal other) {
        return other != null && one.compareTo(other) == 0;
    }

    BigDecimal of(FlagSetup flag) {
        return percentages.get(flag.name());
    }
}
