package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.ClusterCriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.plan.TemplateExpansion;
import dev.featurerollout.plan.TemplateId;
import dev.featurerollout.plan.TemplateId.Kind;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The criteria templates as the informers last heard of them.
 *
 * <p>A kind that cannot be read, because the operator has no right to or its CRD is not installed, is told to the rollouts
 * that need it; those that do not go on as ever.
 */
public final class InformedTemplates implements Templates {
    private static final Logger LOG = LoggerFactory.getLogger(InformedTemplates.class);
    private static final String BY_TEMPLATE = "by-template";

    private final Map<Kind, InformerEventSource<? extends CustomResource<CriteriaTemplateSpec, Void>, FeatureRollout>>
            sources = new ConcurrentHashMap<>();
    private final Map<Kind, String> unreadable = new ConcurrentHashMap<>();

    @Override
    public Found find(TemplateId id) {
        if (unreadable.containsKey(id.kind())) {
            return new Unknown(unreadable.get(id.kind()));
        }
        return Optional.ofNullable(sources.get(id.kind()))
                .flatMap(source ->
                        source.get(new ResourceID(id.name(), id.namespace().isEmpty() ? null : id.namespace())))
                .<Found>map(template -> new Known(template.getSpec()))
                .orElseGet(() -> Templates.NONE.find(id));
    }

    /** Returns the event sources: a template that is changed wakes the rollouts that refer to it. */
    List<EventSource<?, FeatureRollout>> eventSources(EventSourceContext<FeatureRollout> context) {
        context.getPrimaryCache()
                .addIndexer(
                        BY_TEMPLATE,
                        rollout -> references(rollout).stream()
                                .map(TemplateId::toString)
                                .toList());
        List<EventSource<?, FeatureRollout>> all = new ArrayList<>();
        add(CriteriaTemplate.class, Kind.CriteriaTemplate, context, all);
        add(ClusterCriteriaTemplate.class, Kind.ClusterCriteriaTemplate, context, all);
        return all;
    }

    private <T extends CustomResource<CriteriaTemplateSpec, Void>> void add(
            Class<T> type,
            Kind kind,
            EventSourceContext<FeatureRollout> context,
            List<EventSource<?, FeatureRollout>> all) {
        boolean ofCluster = kind == Kind.ClusterCriteriaTemplate;
        Set<String> namespaces =
                context.getControllerConfiguration().getInformerConfig().getNamespaces();
        Optional<String> why = ofCluster
                        || context.getControllerConfiguration()
                                .getInformerConfig()
                                .watchAllNamespaces()
                ? whyNot(context.getClient(), type, Optional.empty())
                : namespaces.stream()
                        .map(namespace -> whyNot(context.getClient(), type, Optional.of(namespace)))
                        .flatMap(Optional::stream)
                        .findFirst();
        if (why.isPresent()) {
            LOG.atWarn().addKeyValue("kind", kind).log("not readable: {}", why.get());
            unreadable.put(kind, why.get());
            return;
        }
        InformerEventSourceConfiguration.Builder<T> configuration = InformerEventSourceConfiguration.from(
                        type, FeatureRollout.class)
                .withName(kind.name())
                .withItemStore(new TransformingItemStore<>(InformedTemplates::slim))
                .withSecondaryToPrimaryMapper(template ->
                        context
                                .getPrimaryCache()
                                .byIndex(BY_TEMPLATE, id(kind, template).toString())
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                .<FeatureRollout>withPrimaryToSecondaryMapper(rollout -> references(rollout).stream()
                        .filter(id -> id.kind() == kind)
                        .map(id -> new ResourceID(id.name(), ofCluster ? null : id.namespace()))
                        .collect(Collectors.toSet()));
        InformerEventSource<T, FeatureRollout> source = new InformerEventSource<>(
                (ofCluster
                                ? configuration.withWatchAllNamespaces()
                                : configuration.withNamespacesInheritedFromController())
                        .build(),
                context);
        sources.put(kind, source);
        all.add(source);
    }

    /** Returns why a kind cannot be watched, with the way out; an informer that may not read would not let us start. */
    private static <T extends HasMetadata> Optional<String> whyNot(
            KubernetesClient client, Class<T> type, Optional<String> namespace) {
        try {
            var resources = client.resources(type);
            var one = new ListOptionsBuilder().withLimit(1L).build();
            if (namespace.isPresent()) {
                resources.inNamespace(namespace.get()).list(one);
            } else {
                resources.list(one);
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_FORBIDDEN ->
                    Optional.of("the operator may not read a " + type.getSimpleName() + ": grant it get, list and watch"
                            + (namespace.isPresent() ? "" : " in the whole cluster, or use a CriteriaTemplate")
                            + "; then restart it");
                case HttpURLConnection.HTTP_NOT_FOUND ->
                    Optional.of("the cluster does not know the kind " + type.getSimpleName()
                            + ": apply crds/, and restart the operator");
                default -> Optional.empty();
            };
        }
    }

    private static TemplateId id(Kind kind, HasMetadata template) {
        return TemplateId.of(
                kind,
                template.getMetadata().getNamespace(),
                template.getMetadata().getName());
    }

    private static List<TemplateId> references(FeatureRollout rollout) {
        return TemplateExpansion.references(rollout.getMetadata().getNamespace(), rollout.getSpec());
    }

    /** Drops what no decision looks at. */
    private static <T extends HasMetadata> T slim(T template) {
        template.getMetadata().setManagedFields(null);
        template.getMetadata().setAnnotations(null);
        return template;
    }
}
