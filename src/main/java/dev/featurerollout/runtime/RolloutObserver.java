package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;

/** Is told after every pass how a rollout stands, also when that was not worth a write. */
@FunctionalInterface
public interface RolloutObserver {
    void stands(String namespace, String name, FeatureRolloutStatus status);
}
