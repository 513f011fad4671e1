package dev.featurerollout.statistics;

/**
 * How much worse than the control the treatment may be: up to {@code relative × control + absolute}, and in any case up
 * to {@code ignoreBelow}.
 *
 * @param relative a ratio above 0: 1.2 tolerates 20 % more
 * @param absolute in the unit of what is compared, 0.005 for half a percentage point of errors; 0 for none
 * @param ignoreBelow a share of bad events that never matters; 0 for none
 */
public record Margin(double relative, double absolute, double ignoreBelow) {
    public Margin {
        Require.that(relative > 0 && Double.isFinite(relative), "relative margin is not above 0", relative);
        Require.that(absolute >= 0 && Double.isFinite(absolute), "absolute margin is below 0 or infinite", absolute);
        Require.that(ignoreBelow >= 0 && ignoreBelow < 1, "ignoreBelow is not within 0..1", ignoreBelow);
    }

    /** Returns a margin that is only relative. */
    public static Margin relative(double ratio) {
        return new Margin(ratio, 0, 0);
    }
}
