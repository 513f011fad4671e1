package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.ObjectCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Objects of one kind as the informer last heard of them, our own writes included; none before it is connected. */
class InformedObjects<T extends HasMetadata> implements ObjectCache<T> {
    private volatile InformerEventSource<T, FeatureRollout> source;

    void connect(InformerEventSource<T, FeatureRollout> informer) {
        this.source = informer;
    }

    @Override
    public Optional<T> get(String namespace, String name) {
        return source == null ? Optional.empty() : source.get(new ResourceID(name, namespace));
    }

    /** Our own write is known at once and wakes nobody. */
    @Override
    public T write(T before, UnaryOperator<T> write) {
        return source == null ? write.apply(before) : source.eventFilteringUpdateAndCacheResource(before, write);
    }
}
