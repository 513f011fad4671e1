package dev.featurerollout.bench;

import java.util.random.RandomGenerator;

/** How errors come about in a simulated service that is as good with the flag as without, unless told otherwise. */
public enum Shape {
    /** One by one. */
    SINGLE("single errors"),
    /** In bursts of 3 on average (geometric), each within one cohort and one look. */
    BURSTS("bursts of 3"),
    /** One by one, but every cohort has 20 times as many for three minutes in twenty blocks, and 30 % noise at all times. */
    INCIDENTS("shared incidents"),
    /** One by one, but the users of each stage differ from the rest by 10 % (one standard deviation), for good. */
    STICKY("cohorts differ by 10 %"),
    /** In bursts of 15 on average that last three looks. */
    LONG_BURSTS("bursts over 3 looks");

    private static final int LOOKS_OF_A_LONG_BURST = 3;

    private final String title;

    Shape(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Errors of one cohort, look by look. */
    final class Errors {
        private final RandomGenerator random;
        private final double[] coming = new double[LOOKS_OF_A_LONG_BURST];

        Errors(RandomGenerator random) {
            this.random = random;
        }

        /** Returns how many errors the next look has, {@code mean} on average. */
        double next(double mean) {
            return switch (Shape.this) {
                case SINGLE, INCIDENTS, STICKY -> Draw.poisson(random, mean);
                case BURSTS -> bursts(mean);
                case LONG_BURSTS -> longBursts(mean);
            };
        }

        private double bursts(double mean) {
            double errors = 0;
            for (double burst = Draw.poisson(random, mean / 3); burst > 0; burst--) {
                errors += Draw.geometric(random, 3);
            }
            return errors;
        }

        private double longBursts(double mean) {
            double now = coming[0];
            System.arraycopy(coming, 1, coming, 0, coming.length - 1);
            coming[coming.length - 1] = 0;
            for (double burst = Draw.poisson(random, mean / 15); burst > 0; burst--) {
                for (double left = Draw.geometric(random, 15); left > 0; left--) {
                    int look = random.nextInt(LOOKS_OF_A_LONG_BURST);
                    if (look == 0) {
                        now++;
                    } else {
                        coming[look - 1]++;
                    }
                }
            }
            return now;
        }
    }
}
