package dev.featurerollout.statistics;

/**
 * Several tests of one rollout under one false rollback chance: their capitals averaged by weights.
 *
 * <p>An average of fair games is fair however they hang together; a product is not. The weights are fixed when the
 * rollout starts, and every test is in it from the start: one that has seen nothing yet has a log capital of 0.
 */
public final class Combination {
    private Combination() {}

    /**
     * Returns the log of the capital of all tests together.
     *
     * @param weights not below 0 and not all 0; only their ratios matter
     * @param logCapitals {@link Reading#logCapital} of each, in the same order
     */
    public static double logCapital(double[] weights, double[] logCapitals) {
        double sum = checked(weights, logCapitals);
        double log = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            log = Logs.add(log, Math.log(weights[i] / sum) + logCapitals[i]);
        }
        return log;
    }

    /** Returns the place of the test that contributes most: the one to name as the cause. */
    public static int largest(double[] weights, double[] logCapitals) {
        checked(weights, logCapitals);
        int largest = 0;
        for (int i = 1; i < weights.length; i++) {
            if (Math.log(weights[i]) + logCapitals[i] > Math.log(weights[largest]) + logCapitals[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    private static double checked(double[] weights, double[] logCapitals) {
        if (weights.length != logCapitals.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + logCapitals.length + " tests");
        }
        double sum = 0;
        for (double weight : weights) {
            Require.that(weight >= 0 && Double.isFinite(weight), "a weight is below 0 or infinite", weight);
            sum += weight;
        }
        Require.that(sum > 0, "the weights are nothing together", sum);
        return sum;
    }
}
