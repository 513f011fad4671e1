package dev.featurerollout.measure.criteria;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The instants a criterion is looked at: {@code effectiveAt + k × interval}, k = 1, 2, ….
 *
 * <p>Fixed in advance, so that anyone can recompute a verdict, and so that an operator that was away looks at the same
 * instants as one that was not.
 */
public record Grid(Instant effectiveAt, Duration interval) {
    /** A look is asked this much after its instant, so that the scrapes up to it are in. */
    public static final Duration LAG = Duration.ofMillis(500);

    private static final int MOST_DUE = 10_000;

    /**
     * Returns the instants after {@code through} that are to be asked at {@code now}, oldest first; of very many the
     * oldest, so that what was missed in months is caught up with step by step.
     */
    public List<Instant> due(Instant through, Instant now) {
        List<Instant> due = new ArrayList<>();
        Instant newest = now.minus(LAG);
        for (Instant at = nextAfter(through); !at.isAfter(newest) && due.size() < MOST_DUE; at = at.plus(interval)) {
            due.add(at);
        }
        return due;
    }

    /** Whether an instant after {@code through} is to be asked at {@code now}. */
    public boolean isDue(Instant through, Instant now) {
        return !nextAfter(through).isAfter(now.minus(LAG));
    }

    /** Returns when the first look after {@code now} can be asked. */
    public Instant nextAskAfter(Instant now) {
        return nextAfter(now.minus(LAG)).plus(LAG);
    }

    /** Whether a look at {@code at} is still the newest one that can be had at {@code now}. */
    public boolean isFresh(Instant at, Instant now) {
        return !now.isAfter(at.plus(interval).plus(LAG));
    }

    private Instant nextAfter(Instant instant) {
        if (instant.isBefore(effectiveAt)) {
            return effectiveAt.plus(interval);
        }
        long done = Duration.between(effectiveAt, instant).dividedBy(interval);
        return effectiveAt.plus(interval.multipliedBy(done + 1));
    }
}
