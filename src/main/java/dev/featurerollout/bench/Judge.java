package dev.featurerollout.bench;

/** Somebody who watches one rollout, look by look, and may roll it back. */
interface Judge {
    /** Whether it rolls back at this look. */
    boolean rollsBack(Seen seen);
}
