package dev.featurerollout.bench;

import java.util.random.RandomGenerator;

/** Random numbers of the distributions the simulation needs. */
final class Draw {
    /** exp(-500) is still a number. */
    private static final double MOST_AT_ONCE = 500;

    private Draw() {}

    /** How many of independent events happen, {@code mean} on average: uniform factors until their product is used up. */
    static double poisson(RandomGenerator random, double mean) {
        double events = 0;
        for (double left = mean; left > 0; left -= MOST_AT_ONCE) {
            double end = Math.exp(-Math.min(left, MOST_AT_ONCE));
            for (double product = random.nextDouble(); product > end; product *= random.nextDouble()) {
                events++;
            }
        }
        return events;
    }

    /** 1, 2, …, {@code mean} on average. */
    static double geometric(RandomGenerator random, double mean) {
        return 1 + Math.floor(Math.log1p(-random.nextDouble()) / Math.log1p(-1 / mean));
    }
}
