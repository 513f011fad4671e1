package dev.featurerollout.statistics;

/**
 * Bad events and all events of two cohorts in one interval; more bad than all is taken as all bad.
 *
 * @param treatmentBad bad events with the flag on
 * @param treatmentOf events with the flag on
 * @param controlBad bad events with the flag off
 * @param controlOf events with the flag off
 */
public record Counts(double treatmentBad, double treatmentOf, double controlBad, double controlOf) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Whether all four are numbers that something can be counted with. */
    boolean usable() {
        return usable(treatmentBad) && usable(treatmentOf) && usable(controlBad) && usable(controlOf);
    }

    static boolean usable(double count) {
        return count >= 0 && count <= Look.MOST;
    }

    /** Whether both cohorts had traffic, so that they can be compared. */
    boolean comparable() {
        return treatmentOf >= Look.LEAST && controlOf >= Look.LEAST;
    }

    Counts clipped() {
        return treatmentBad <= treatmentOf && controlBad <= controlOf
                ? this
                : new Counts(
                        Math.min(treatmentBad, treatmentOf), treatmentOf, Math.min(controlBad, controlOf), controlOf);
    }

    Counts plus(Counts more) {
        return new Counts(
                treatmentBad + more.treatmentBad,
                treatmentOf + more.treatmentOf,
                controlBad + more.controlBad,
                controlOf + more.controlOf);
    }
}
