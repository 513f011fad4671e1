package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.plan.Snapshot;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Replaces the status subresource, if the rollout still has the version of the snapshot. */
public final class KubernetesStatusStore implements StatusStore {
    private final KubernetesClient client;

    public KubernetesStatusStore(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
        return unlessConflict(
                () -> client.resource(withStatus(snapshot, status)).updateStatus());
    }

    @Override
    public boolean isCurrent(Snapshot snapshot) {
        return isCurrent(client, snapshot);
    }

    /** Asks the API server whether a rollout has the version of the snapshot. */
    public static boolean isCurrent(KubernetesClient client, Snapshot snapshot) {
        FeatureRollout now = client.resources(FeatureRollout.class)
                .inNamespace(snapshot.namespace())
                .withName(snapshot.name())
                .get();
        return now != null && now.getMetadata().getResourceVersion().equals(snapshot.resourceVersion());
    }

    /** Returns the rollout of a snapshot with another status, as it is sent: the status subresource ignores the rest. */
    public static FeatureRollout withStatus(Snapshot snapshot, FeatureRolloutStatus status) {
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(new ObjectMetaBuilder()
                .withNamespace(snapshot.namespace())
                .withName(snapshot.name())
                .withUid(snapshot.uid())
                .withGeneration(snapshot.generation())
                .withResourceVersion(snapshot.resourceVersion())
                .build());
        rollout.setSpec(snapshot.spec());
        rollout.setStatus(status);
        return rollout;
    }

    /** Runs a write and returns whether it went through; false if somebody else wrote, or deleted, in between. */
    public static boolean unlessConflict(Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
