package dev.featurerollout.scenarios;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to jump. */
final class PlayClock implements InstantSource {
    private final Instant start;
    private Instant now;

    PlayClock(Instant start) {
        this.start = start;
        this.now = start;
    }

    Instant start() {
        return start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void jumpTo(Instant instant) {
        now = instant;
    }
}
