package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.plan.Snapshot;

/** Where the status of a rollout is written, by compare-and-set. */
public interface StatusStore {

    /**
     * Writes {@code status} if the rollout still is the one the snapshot was taken of.
     *
     * @return whether it was written; if not, somebody else wrote in between
     */
    boolean write(Snapshot snapshot, FeatureRolloutStatus status);

    /** Asks whether the rollout still is the one the snapshot was taken of. */
    boolean isCurrent(Snapshot snapshot);
}
