package dev.featurerollout.measure.prometheus;

import java.time.Duration;

/** Is told of each HTTP query, for metrics; called by several threads at once, must be quick and must not throw. */
@FunctionalInterface
public interface QueryObserver {

    /** Which of the two APIs was asked. */
    enum Kind {
        INSTANT,
        RANGE
    }

    /** How it ended. */
    enum Outcome {
        ANSWERED,
        REFUSED,
        UNAVAILABLE,
        /** It was never sent: too many others were under way. */
        BUSY
    }

    /** Looks away. */
    QueryObserver NONE = (kind, took, outcome) -> {};

    /**
     * One HTTP query has ended; a long range is several of them.
     *
     * @param took from sending it until its answer was read; for {@link Outcome#BUSY} the time it waited
     */
    void asked(Kind kind, Duration took, Outcome outcome);
}
