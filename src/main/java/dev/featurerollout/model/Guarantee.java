package dev.featurerollout.model;

import java.time.Duration;

/**
 * What the sequential tests of a rollout promise together.
 *
 * @param falseRollbackChance 0..1: that a healthy attempt is rolled back by any of them
 * @param missedHarmChance 0..1: that a stage is called safe although it is not
 * @param advanceEarly whether a stage may end as soon as it is safe
 * @param minBakeTime the shortest bake time then
 * @param maxExtraErrors extra bad events, as a part of all, that the next stage may bring for this one to be safe
 * @param totalWeight of all tests that share the false rollback chance
 */
public record Guarantee(
        double falseRollbackChance,
        double missedHarmChance,
        boolean advanceEarly,
        Duration minBakeTime,
        double maxExtraErrors,
        OnInconclusive onInconclusive,
        double totalWeight) {

    /** What follows when the bake time is over and there is too little evidence to call a stage safe. */
    public enum OnInconclusive {
        Hold,
        Advance,
        Rollback
    }

    /** Returns the part of the false rollback chance that a test of this weight may spend, 0..1. */
    public double part(double weight) {
        return weight / totalWeight;
    }
}
