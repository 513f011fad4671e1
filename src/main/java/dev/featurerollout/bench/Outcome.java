package dev.featurerollout.bench;

/**
 * What a contestant did to many rollouts of one scenario.
 *
 * @param rolledBack how many it rolled back, 0..1
 * @param medianLook the look at which half of all were rolled back, from 1; more than there are if fewer were
 */
public record Outcome(double rolledBack, int medianLook) {
    /** Whether half of the rollouts were rolled back at all. */
    public boolean isUsual() {
        return rolledBack >= 0.5;
    }
}
