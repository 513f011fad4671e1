package dev.featurerollout.demo;

import java.time.Duration;
import java.util.SplittableRandom;

/** How long answers take: most about the median, a few much longer, as services do. */
final class Latency {
    private static final double SPREAD = 0.4;
    private static final int SUMMANDS = 6;

    private final SplittableRandom random;

    Latency(SplittableRandom random) {
        this.random = random;
    }

    /** Returns a duration of a log-normal distribution, whose 95th percentile is nearly twice its median. */
    Duration around(Duration median) {
        double normal = 0;
        for (int i = 0; i < SUMMANDS; i++) {
            normal += random.nextDouble() - 0.5;
        }
        normal *= Math.sqrt(12.0 / SUMMANDS);
        return Duration.ofNanos((long) (median.toNanos() * Math.exp(SPREAD * normal)));
    }
}
