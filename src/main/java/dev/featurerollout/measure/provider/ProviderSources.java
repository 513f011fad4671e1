package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.Coalescing;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.measure.prometheus.Secret;
import dev.featurerollout.model.Criterion;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sources of MetricsProviders, each made when it is first asked for, made anew when its spec has changed, and
 * closed when it is gone.
 */
public final class ProviderSources implements MetricSources, AutoCloseable {
    private final Providers providers;
    private final Optional<MetricSource> fallback;
    private final SecretStore secrets;
    private final QueryObserver observer;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Opened> opened = new HashMap<>();

    /**
     * @param fallback stands for the provider {@code default} while there is none of that name
     * @param clock for signatures, which carry the time
     * @param nanoTime the age of tokens, Secrets and answers goes by it
     */
    public ProviderSources(
            Providers providers,
            Optional<MetricSource> fallback,
            SecretStore secrets,
            QueryObserver observer,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.providers = providers;
        this.fallback = fallback;
        this.secrets = secrets;
        this.observer = observer;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** One provider, as of one generation of its spec. */
    private record Opened(String uid, long generation, MetricSource source, Optional<PrometheusSource> prometheus) {
        boolean isStillGood(MetricsProvider provider) {
            // Two watches feed this class; the one that is behind must not bring the old spec back.
            return uid.equals(provider.getMetadata().getUid()) && generation >= generationOf(provider);
        }

        Probe probe() {
            return prometheus
                    .map(PrometheusSource::probe)
                    .orElseGet(() -> new Probe.Invalid(((Refusing) source).message()));
        }
    }

    @Override
    public MetricSource of(String name, String namespace) {
        Optional<MetricsProvider> provider = providers.get(name);
        if (provider.isEmpty()) {
            forget(name);
            return withoutProvider(name);
        }
        if (!ProviderCompiler.allows(provider.get().getSpec(), namespace)) {
            return new Refusing("MetricsProvider " + name + " does not allow the namespace " + namespace
                    + ": add it to the provider's spec.allowedNamespaces, or name another provider in the criterion");
        }
        return open(provider.get()).source;
    }

    private MetricSource withoutProvider(String name) {
        if (!name.equals(Criterion.DEFAULT_PROVIDER)) {
            return new Refusing("there is no MetricsProvider " + name
                    + " that this operator can read: create it, or name another provider in the criterion");
        }
        return fallback.orElseGet(() -> new Refusing("there is no Prometheus to ask:"
                + " create a MetricsProvider named default, or start the operator with --prometheus-url"));
    }

    /** Asks a provider whether it answers, and what it is. */
    public Probe probe(MetricsProvider provider) {
        return open(provider).probe();
    }

    private synchronized Opened open(MetricsProvider provider) {
        String name = provider.getMetadata().getName();
        Opened now = opened.get(name);
        if (now == null || !now.isStillGood(provider)) {
            forget(name);
            now = make(provider);
            opened.put(name, now);
        }
        return now;
    }

    private Opened make(MetricsProvider provider) {
        String uid = provider.getMetadata().getUid();
        SecretCache cache = new SecretCache(secrets, nanoTime);
        try {
            PrometheusSource source = new PrometheusSource(
                    ProviderCompiler.compile(
                            provider.getSpec(), ref -> Secret.lookedUp(cache.place(ref), () -> cache.find(ref)), clock),
                    observer);
            return new Opened(uid, generationOf(provider), new Coalescing(source, nanoTime), Optional.of(source));
        } catch (IllegalArgumentException e) {
            String name = provider.getMetadata().getName();
            return new Opened(
                    uid,
                    generationOf(provider),
                    new Refusing("MetricsProvider " + name + " cannot be asked: " + e.getMessage()),
                    Optional.empty());
        }
    }

    private static long generationOf(MetricsProvider provider) {
        return Optional.ofNullable(provider.getMetadata().getGeneration()).orElse(0L);
    }

    /** Closes the source of a provider that is gone. */
    public synchronized void forget(String name) {
        Optional.ofNullable(opened.remove(name)).flatMap(Opened::prometheus).ifPresent(PrometheusSource::close);
    }

    /** Ends all queries that are under way. */
    @Override
    public synchronized void close() {
        opened.values().forEach(provider -> provider.prometheus().ifPresent(PrometheusSource::close));
        opened.clear();
    }
}
