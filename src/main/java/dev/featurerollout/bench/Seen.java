package dev.featurerollout.bench;

import dev.featurerollout.statistics.Counts;

/**
 * What a judge is shown at one look.
 *
 * @param look of the stage, from 0
 * @param lastOfStage whether the next look is of another stage
 * @param share of the users that have the flag, 0..1
 * @param counts of this minute
 */
record Seen(int look, boolean lastOfStage, double share, Counts counts) {
    boolean firstOfStage() {
        return look == 0;
    }

    boolean hasControl() {
        return counts.controlOf() > 0;
    }
}
