package dev.featurerollout.statistics;

import java.util.function.DoubleUnaryOperator;

/** Finds where a monotone function crosses 0, by Chandrupatla's method: some ten evaluations instead of fifty. */
final class Root {
    private static final double PRECISION = 1e-13;
    private static final int MOST_STEPS = 200;

    private Root() {}

    /** Returns the root between {@code from} and {@code to}, or the end nearer to it if it lies outside. */
    static double of(DoubleUnaryOperator function, double from, double to) {
        double a = from;
        double fa = function.applyAsDouble(a);
        double b = to;
        double fb = function.applyAsDouble(b);
        if (fa == 0 || Math.signum(fa) == Math.signum(fb)) {
            return Math.abs(fa) <= Math.abs(fb) ? a : b;
        }
        double step = 0.5;
        for (int i = 0; i < MOST_STEPS; i++) {
            double x = a + step * (b - a);
            double fx = function.applyAsDouble(x);
            double c = a;
            double fc = fa;
            if (Math.signum(fx) != Math.signum(fa)) {
                c = b;
                fc = fb;
                b = a;
                fb = fa;
            }
            a = x;
            fa = fx;
            double best = Math.abs(fa) < Math.abs(fb) ? a : b;
            double relative = PRECISION * Math.max(1, Math.abs(best)) / Math.abs(b - a);
            if (fa == 0 || relative > 0.5) {
                return best;
            }
            double xi = (a - b) / (c - b);
            double phi = (fa - fb) / (fc - fb);
            // Inverse quadratic interpolation where it is sure to help, halving elsewhere.
            boolean smooth = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
            step = smooth
                    ? fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
                    : 0.5;
            step = Math.min(1 - relative, Math.max(relative, step));
        }
        return a;
    }
}
