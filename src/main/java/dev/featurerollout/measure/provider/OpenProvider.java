package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.Coalescing;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.Requester;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.model.Criterion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** One provider, as of one generation of its spec. */
final class OpenProvider implements AutoCloseable {
    private final String name;
    private final String uid;
    private final long generation;
    private final Tenancy tenancy;
    private final PrometheusSource server;
    private final LongSupplier nanoTime;
    private final MetricSource shared;
    private final Map<String, MetricSource> byNamespace = new ConcurrentHashMap<>();

    OpenProvider(MetricsProvider provider, Tenancy tenancy, PrometheusSource server, LongSupplier nanoTime) {
        this.name = provider.getMetadata().getName();
        this.uid = provider.getMetadata().getUid();
        this.generation = generationOf(provider);
        this.tenancy = tenancy;
        this.server = server;
        this.nanoTime = nanoTime;
        this.shared = new Coalescing(server, nanoTime);
    }

    /** Returns whether it is this provider in this generation, or an older one: a watch may be behind. */
    boolean isStillGood(MetricsProvider provider) {
        return uid.equals(provider.getMetadata().getUid()) && generation >= generationOf(provider);
    }

    static long generationOf(MetricsProvider provider) {
        return Optional.ofNullable(provider.getMetadata().getGeneration()).orElse(0L);
    }

    MetricSource of(Requester requester) {
        if (!tenancy.allows(requester.namespace())) {
            return FixedAnswer.refused(
                    "MetricsProvider " + name + " does not allow the namespace " + requester.namespace()
                            + ": add it to the provider's spec.allowedNamespaces, or name another provider in the"
                            + " criterion");
        }
        if (tenancy.templatesOnly() && requester.origin() != Criterion.Origin.ClusterTemplate) {
            return FixedAnswer.refused("MetricsProvider " + name
                    + " takes only queries of ClusterCriteriaTemplates (spec.queries: TemplatesOnly): refer to one with"
                    + " templateRef, without a baseline or samples of your own, or name another provider in the"
                    + " criterion");
        }
        return byNamespace.computeIfAbsent(requester.namespace(), this::open);
    }

    private MetricSource open(String namespace) {
        MetricSource source = tenancy.tellsNamespacesApart() ? new Coalescing(asTenant(namespace), nanoTime) : shared;
        Map<String, String> labels = tenancy.labels(namespace);
        return labels.isEmpty()
                        && tenancy.maxSeries().isEmpty()
                        && tenancy.maxRange().isEmpty()
                ? source
                : new ConfinedSource(name, source, labels, tenancy.maxSeries(), tenancy.maxRange());
    }

    private PrometheusSource asTenant(String namespace) {
        return server.forTenant(tenancy.headers(namespace), tenancy.maxQueriesPerSecond());
    }

    Probe probe() {
        return asTenant(tenancy.probedNamespace()).probe();
    }

    @Override
    public void close() {
        server.close();
    }
}
