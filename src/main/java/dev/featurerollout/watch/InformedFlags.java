package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.GeneratedFrom;
import dev.featurerollout.apply.configmap.OwnKeys;
import dev.featurerollout.apply.featureflag.FeatureFlags;
import dev.featurerollout.model.Holder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What holds flags, watched: a change by somebody else wakes the rollouts that name it.
 *
 * @param featureFlags empty if FeatureFlags are not to be watched; they are asked for then
 */
public record InformedFlags(InformedConfigMaps configMaps, Optional<InformedFeatureFlags> featureFlags) {
    private static final String BY_HOLDER = "by-holder";

    /** Returns the watches, which are synchronized before the first rollout is looked at. */
    List<EventSource<?, FeatureRollout>> eventSources(EventSourceContext<FeatureRollout> context) {
        context.getPrimaryCache()
                .addIndexer(
                        BY_HOLDER,
                        rollout -> Claims.holders(rollout)
                                .map(holder -> key(rollout.getMetadata().getNamespace(), holder))
                                .toList());
        List<EventSource<?, FeatureRollout>> sources = new ArrayList<>();
        sources.add(watch(
                "flags",
                Holder.Kind.ConfigMap,
                InformerEventSourceConfiguration.from(ConfigMap.class, FeatureRollout.class),
                InformedFlags::slim,
                configMaps,
                context));
        featureFlags.ifPresent(informed -> sources.add(watch(
                "feature-flags",
                Holder.Kind.FeatureFlag,
                InformerEventSourceConfiguration.from(
                        new GroupVersionKind(FeatureFlags.GROUP, FeatureFlags.VERSION, FeatureFlags.KIND),
                        FeatureRollout.class),
                InformedFlags::slim,
                informed,
                context)));
        return sources;
    }

    private static <T extends HasMetadata> InformerEventSource<T, FeatureRollout> watch(
            String name,
            Holder.Kind kind,
            InformerEventSourceConfiguration.Builder<T> builder,
            UnaryOperator<T> slim,
            InformedObjects<T> informed,
            EventSourceContext<FeatureRollout> context) {
        InformerEventSourceConfiguration<T> configuration = builder.withName(name)
                .withLabelSelector(
                        kind == Holder.Kind.ConfigMap ? ConfigMapFlagStore.SELECTOR : FlagLabel.KEY + "=true")
                .withNamespacesInheritedFromController()
                .withItemStore(new TransformingItemStore<>(slim))
                .withSecondaryToPrimaryMapper(object -> rolloutsOf(kind, object.getMetadata(), context))
                .<FeatureRollout>withPrimaryToSecondaryMapper(rollout -> Claims.holders(rollout)
                        .filter(holder -> holder.kind() == kind)
                        .map(holder -> new ResourceID(
                                holder.name(), rollout.getMetadata().getNamespace()))
                        .collect(Collectors.toSet()))
                .build();
        InformerEventSource<T, FeatureRollout> source = new InformerEventSource<>(configuration, context);
        informed.connect(source);
        return source;
    }

    private static Set<ResourceID> rolloutsOf(
            Holder.Kind kind, ObjectMeta metadata, EventSourceContext<FeatureRollout> context) {
        Holder holder = new Holder(kind, metadata.getName());
        return context.getPrimaryCache().byIndex(BY_HOLDER, key(metadata.getNamespace(), holder)).stream()
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    /** Returns the rollouts that name something that {@code rollout} names, itself among them. */
    static List<FeatureRollout> sharing(FeatureRollout rollout, Context<FeatureRollout> context) {
        return Claims.holders(rollout)
                .map(holder -> key(rollout.getMetadata().getNamespace(), holder))
                .flatMap(key -> context.getPrimaryCache().byIndex(BY_HOLDER, key).stream())
                .distinct()
                .toList();
    }

    /** Drops what no decision and no write looks at; who wrote last is asked for when it matters. */
    private static ConfigMap slim(ConfigMap configMap) {
        OwnKeys.keepNothingElse(configMap);
        GeneratedFrom.keepNothingElse(configMap);
        return configMap;
    }

    private static GenericKubernetesResource slim(GenericKubernetesResource featureFlag) {
        featureFlag.getMetadata().setManagedFields(null);
        featureFlag.getMetadata().setAnnotations(null);
        return featureFlag;
    }

    private static String key(String namespace, Holder holder) {
        return namespace + "/" + holder;
    }
}
