package dev.featurerollout.measure.prometheus;

import java.time.Duration;
import java.util.Optional;

/**
 * Turns for queries, so many in a second on average; up to a second's worth may come at once.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371), with times as {@link System#nanoTime()} gives them.
 */
final class Pace {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final long apart;
    private final long ahead;
    private long next;
    private boolean begun;

    Pace(int perSecond) {
        this.perSecond = perSecond;
        this.apart = SECOND / perSecond;
        this.ahead = SECOND - apart;
    }

    int perSecond() {
        return perSecond;
    }

    /** Takes the next turn and returns how long it is until then; empty, and none is taken, if that is too long. */
    synchronized Optional<Duration> take(long now, Duration longest) {
        long turn = begun && next - now > 0 ? next : now;
        long wait = Math.max(0, turn - ahead - now);
        if (wait > longest.toNanos()) {
            return Optional.empty();
        }
        begun = true;
        next = turn + apart;
        return Optional.of(Duration.ofNanos(wait));
    }
}
