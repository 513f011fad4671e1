package dev.featurerollout.demo;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The search, old and new. The new one has a bug that few users do not bring to light: its pool has connections for 400
 * requests a second, and those beyond wait until they time out.
 */
final class Search implements Backend {
    private static final Duration OLD = Duration.ofMillis(60);
    private static final Duration NEW = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final double ERROR_CHANCE = 0.002;
    private static final int CONNECTIONS_PER_TICK = 40;

    private final SplittableRandom random;
    private final Latency latency;
    private final boolean bug;
    private int free = CONNECTIONS_PER_TICK;

    Search(SplittableRandom random, boolean bug) {
        this.random = random;
        this.latency = new Latency(random.split());
        this.bug = bug;
    }

    @Override
    public Reply answer(String variant) {
        boolean isNew = variant.equals("on");
        if (isNew && bug && --free < 0) {
            return new Reply(false, TIMEOUT);
        }
        return new Reply(random.nextDouble() >= ERROR_CHANCE, latency.around(isNew ? NEW : OLD));
    }

    @Override
    public void tick() {
        free = CONNECTIONS_PER_TICK;
    }
}
