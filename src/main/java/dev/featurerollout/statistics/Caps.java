package dev.featurerollout.statistics;

/** The most that a bet may win in one look when the burst size is only an estimate, in natural logs. */
final class Caps {
    /** Evidence by events that happened. */
    static final double PRESENCE = 2;

    /** Evidence by events that failed to happen in the smaller cohort. */
    static final double ABSENCE = 1;

    private Caps() {}
}
