package dev.featurerollout.statistics;

/** What a test takes bad events to be: one at a time, or several with one cause. */
public enum Bursts {
    /** In bursts whose size is estimated from earlier looks; the false rollback chance is a measured target, no proof. */
    Adaptive,
    /** Each by itself; if that is so, the false rollback chance is a theorem. */
    Independent,
    /**
     * In bursts of any size that fall into a cohort by an independent coin; each look has one vote. If that is so, a
     * theorem; slow where there is much traffic.
     */
    Strict
}
