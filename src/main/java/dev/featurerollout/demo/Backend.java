package dev.featurerollout.demo;

import java.time.Duration;

/** What answers the requests for one feature. */
interface Backend {
    /** An answer. */
    record Reply(boolean ok, Duration took) {}

    /** Answers a request of a user who got {@code variant}. */
    Reply answer(String variant);

    /** A tenth of a second has passed. */
    default void tick() {}
}
