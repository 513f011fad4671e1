package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.report.KubernetesStatusStore;
import dev.featurerollout.report.StatusStore;
import io.javaoperatorsdk.operator.api.reconciler.Context;

/** Writes the status so that the next pass sees it, even if it comes before the informer has heard of it. */
final class CachedStatusStore implements StatusStore {
    private final Context<FeatureRollout> context;

    CachedStatusStore(Context<FeatureRollout> context) {
        this.context = context;
    }

    @Override
    public boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
        FeatureRollout rollout = KubernetesStatusStore.withStatus(snapshot, status);
        return KubernetesStatusStore.unlessConflict(
                () -> context.resourceOperations().updatePrimaryStatus(rollout));
    }

    @Override
    public boolean isCurrent(Snapshot snapshot) {
        return KubernetesStatusStore.isCurrent(context.getClient(), snapshot);
    }
}
