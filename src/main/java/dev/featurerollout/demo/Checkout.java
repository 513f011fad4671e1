package dev.featurerollout.demo;

import java.time.Duration;
import java.util.SplittableRandom;

/** The checkout, old and new: the new one is a little faster, and as sound as the old one. */
final class Checkout implements Backend {
    private static final Duration OLD = Duration.ofMillis(90);
    private static final Duration NEW = Duration.ofMillis(70);
    private static final double ERROR_CHANCE = 0.002;

    private final SplittableRandom random;
    private final Latency latency;

    Checkout(SplittableRandom random) {
        this.random = random;
        this.latency = new Latency(random.split());
    }

    @Override
    public Reply answer(String variant) {
        return new Reply(random.nextDouble() >= ERROR_CHANCE, latency.around(variant.equals("on") ? NEW : OLD));
    }
}
