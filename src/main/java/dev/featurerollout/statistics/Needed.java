package dev.featurerollout.statistics;

/**
 * How much evidence a decision needs, and about how many events that takes: the latter is for people.
 *
 * <p>The estimates take the capital a bet that knew the truth would win with each event (the relative entropy between
 * what is seen and the margin), and 1.7 times the events that gives, since a grid of bets does not know the truth: the
 * factor fits the simulated 360, 310 and 820 events of stages at 5, 25 and 50 %.
 */
public final class Needed {
    private static final double GRID_COST = 1.7;

    private Needed() {}

    /**
     * Returns the log capital at which a decision is made that may be wrong with this chance.
     *
     * @param chance 0..1, both excluded: {@code falseRollbackChance} for harm, {@code missedHarmChance} for safety
     */
    public static double logCapital(double chance) {
        Require.chance("chance", chance);
        return -Math.log(chance);
    }

    /**
     * Returns about how many more bad events, of both cohorts together, it takes to call a stage safe if the treatment
     * is as good as the control.
     *
     * @param logSafeCapital what the stage has, {@link Reading#logSafeCapital}
     * @param missedHarmChance 0..1, both excluded
     * @param treatmentShare 0..1, both excluded
     * @param safeMargin above 1
     * @param burstSize {@link Reading#burstSize}
     * @return 0 if it is safe already
     */
    public static double badEvents(
            double logSafeCapital,
            double missedHarmChance,
            double treatmentShare,
            double safeMargin,
            double burstSize) {
        Require.that(treatmentShare > 0 && treatmentShare < 1, "treatmentShare is not between 0 and 1", treatmentShare);
        Require.that(safeMargin > 1, "safeMargin is not above 1", safeMargin);
        double atMargin = safeMargin * treatmentShare / (safeMargin * treatmentShare + 1 - treatmentShare);
        double perEvent = treatmentShare * Math.log(treatmentShare / atMargin)
                + (1 - treatmentShare) * Math.log((1 - treatmentShare) / (1 - atMargin));
        return events(logSafeCapital, missedHarmChance, perEvent, burstSize);
    }

    /**
     * Returns about how many more events it takes to show that their bad share is below a rate, if it stays as it is.
     *
     * @param observed the bad share seen so far, 0..1
     * @param rate the one it is held against, {@link BoundTest#rate}
     * @return infinite if the share seen is not below the rate
     */
    public static double events(
            double logSafeCapital, double missedHarmChance, double observed, double rate, double burstSize) {
        Require.that(observed >= 0 && observed <= 1, "observed is not within 0..1", observed);
        if (observed >= rate) {
            return Double.POSITIVE_INFINITY;
        }
        double perEvent = rate - observed + (observed > 0 ? observed * Math.log(observed / rate) : 0);
        return events(logSafeCapital, missedHarmChance, perEvent, burstSize);
    }

    private static double events(double logSafeCapital, double chance, double perEvent, double burstSize) {
        double missing = Math.max(0, logCapital(chance) - logSafeCapital);
        return missing * GRID_COST * Math.max(1, burstSize) / perEvent;
    }
}
