package dev.featurerollout.statistics;

/** Sums of numbers that are kept as their natural logs; minus infinity stands for 0. */
final class Logs {
    private Logs() {}

    /** Returns log(exp(a) + exp(b)). */
    static double add(double a, double b) {
        double most = Math.max(a, b);
        return most == Double.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
    }

    /** Returns the log of the mean of exp(logs). */
    static double mean(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return most;
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - most);
        }
        return most + Math.log(sum / logs.length);
    }
}
