package dev.featurerollout.watch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When to try again what could not be carried out: soon at first, and less and less often.
 *
 * <p>Events wake a rollout earlier. A restart begins with short waits again, which does no harm.
 */
final class Retries {
    private static final Duration FIRST = Duration.ofMillis(500);

    /** A rollback is tried again sooner than anything else. */
    private static final Duration LONGEST_OF_A_ROLLBACK = Duration.ofSeconds(15);

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int MOST_DOUBLINGS = 8;

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /** Returns how long to wait after a pass of the rollout {@code uid} that failed. */
    Duration after(String uid, boolean rollback) {
        int before = failures.merge(uid, 1, Integer::sum) - 1;
        Duration wait = FIRST.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        Duration longest = rollback ? LONGEST_OF_A_ROLLBACK : LONGEST;
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** Forgets the failures: the last pass was carried out, or the rollout is gone. */
    void forget(String uid) {
        failures.remove(uid);
    }
}
