package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.plan.Relations;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** The relations of rollouts as the controller's own cache knows them, and word to those whom a change concerns. */
final class InformedRelatives {
    private static final String BY_PREREQUISITE = "by-prerequisite";

    private final Snapshots snapshots;
    private final SimpleInboundEventSource<FeatureRollout> wakeUps = new SimpleInboundEventSource<>("prerequisites");

    InformedRelatives(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    EventSource<?, FeatureRollout> connect(EventSourceContext<FeatureRollout> context) {
        context.getPrimaryCache()
                .addIndexer(
                        BY_PREREQUISITE,
                        rollout -> Relatives.names(rollout)
                                .map(name -> key(rollout.getMetadata(), name))
                                .toList());
        return wakeUps;
    }

    Relations of(FeatureRollout rollout, IndexedResourceCache<FeatureRollout> cache) {
        ObjectMeta self = rollout.getMetadata();
        return new Relatives(
                        snapshots,
                        name -> cache.get(new ResourceID(name, self.getNamespace())),
                        name -> cache.byIndex(BY_PREREQUISITE, key(self, name)))
                .of(rollout);
    }

    /** Wakes those who depend on {@code before}, if what it has become concerns them. */
    void tell(FeatureRollout before, IndexedResourceCache<FeatureRollout> cache) {
        ObjectMeta self = before.getMetadata();
        cache.get(ResourceID.fromResource(before))
                .filter(after -> Relatives.concerns(before.getStatus(), after.getStatus()))
                .ifPresent(after -> cache.byIndex(BY_PREREQUISITE, key(self, self.getName()))
                        .forEach(dependent -> wakeUps.propagateEvent(ResourceID.fromResource(dependent))));
    }

    private static String key(ObjectMeta self, String name) {
        return self.getNamespace() + "/" + name;
    }
}
