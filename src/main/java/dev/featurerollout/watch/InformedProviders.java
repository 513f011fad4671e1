package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.provider.Providers;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The MetricsProviders as the informer last heard of them; one whose spec changes wakes all rollouts. */
public final class InformedProviders implements Providers {
    private volatile InformerEventSource<MetricsProvider, FeatureRollout> source;

    /** Returns the watch, which is synchronized before the first rollout is looked at. */
    InformerEventSource<MetricsProvider, FeatureRollout> connect(EventSourceContext<FeatureRollout> context) {
        InformerEventSourceConfiguration<MetricsProvider> configuration = InformerEventSourceConfiguration.from(
                        MetricsProvider.class, FeatureRollout.class)
                .withName("providers")
                .withWatchAllNamespaces()
                .withOnUpdateFilter((now, before) -> !now.getMetadata()
                        .getGeneration()
                        .equals(before.getMetadata().getGeneration()))
                .withSecondaryToPrimaryMapper(provider -> context.getPrimaryCache()
                        .list()
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
                .<FeatureRollout>withPrimaryToSecondaryMapper(rollout -> Set.of())
                .build();
        source = new InformerEventSource<>(configuration, context);
        return source;
    }

    @Override
    public Optional<MetricsProvider> get(String name) {
        return source == null ? Optional.empty() : source.get(new ResourceID(name));
    }
}
