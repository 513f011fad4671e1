package dev.featurerollout.statistics;

/** The harm that is to be ruled out before a stage may be left early. */
public final class Margins {
    /** The least distance from the margin of harm: closer, both tests would fight over the same ground. */
    private static final double DISTANCE = 0.05;

    private Margins() {}

    /**
     * Returns the safe margin of a stage, a ratio: harm below it adds at most {@code budget} to the bad events of the
     * whole service at the next share.
     *
     * @param budget extra bad events as a part of all, 0.25 for 25 %
     * @param nextShare 0..1, 0 excluded: the share of the stage that would be entered
     * @param harmRelative {@link Margin#relative} of the test
     */
    public static double safe(double budget, double nextShare, double harmRelative) {
        Require.that(budget >= 0 && Double.isFinite(budget), "budget is below 0 or infinite", budget);
        Require.that(nextShare > 0 && nextShare <= 1, "nextShare is not above 0 and up to 1", nextShare);
        return Math.max(1 + budget / nextShare, harmRelative + DISTANCE);
    }
}
