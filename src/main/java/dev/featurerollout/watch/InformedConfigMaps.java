package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.configmap.ConfigMaps;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The labelled ConfigMaps as the informer last heard of them, our own writes included. */
public final class InformedConfigMaps implements ConfigMaps.Cache {
    private volatile InformerEventSource<ConfigMap, FeatureRollout> source;

    void connect(InformerEventSource<ConfigMap, FeatureRollout> informer) {
        this.source = informer;
    }

    @Override
    public Optional<ConfigMap> get(String namespace, String name) {
        return source == null ? Optional.empty() : source.get(new ResourceID(name, namespace));
    }

    /** Our own write is known at once and wakes nobody. */
    @Override
    public ConfigMap write(ConfigMap before, UnaryOperator<ConfigMap> write) {
        return source == null ? write.apply(before) : source.eventFilteringUpdateAndCacheResource(before, write);
    }
}
