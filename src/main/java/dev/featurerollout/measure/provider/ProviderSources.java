package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.Requester;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.measure.prometheus.Secret;
import dev.featurerollout.model.Criterion;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
    /** Whether there ever was a MetricsProvider default that not everybody may ask everything. */
    private volatile boolean restrictedDefault;

    /**
     * @param fallback stands for the provider {@code default} while there is none of that name; never again for one
     *     that was restricted
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

    /** What became of a provider: it can be asked, or its spec cannot work. */
    private sealed interface Opened {}

    private record Usable(OpenProvider provider) implements Opened {}

    private record Unusable(String uid, long generation, String why) implements Opened {}

    @Override
    public MetricSource of(String name, Requester requester) {
        return switch (providers.find(name)) {
            case Providers.Present(MetricsProvider provider) ->
                switch (open(provider)) {
                    case Usable(OpenProvider open) -> open.of(requester);
                    case Unusable unusable -> FixedAnswer.refused(unusable.why());
                };
            case Providers.Absent() -> {
                forget(name);
                yield withoutProvider(name);
            }
            case Providers.Unknown(String why) -> FixedAnswer.unavailable(why);
        };
    }

    private MetricSource withoutProvider(String name) {
        if (!name.equals(Criterion.DEFAULT_PROVIDER)) {
            return FixedAnswer.refused("there is no MetricsProvider " + name
                    + " that this operator can read: create it, or name another provider in the criterion");
        }
        if (restrictedDefault) {
            return FixedAnswer.refused(
                    "the MetricsProvider default, which restricted who may ask what, was deleted, and --prometheus-url"
                            + " does not replace it: create it again, or restart the operator if everybody may ask the"
                            + " Prometheus of --prometheus-url");
        }
        return fallback.orElseGet(() -> FixedAnswer.refused("there is no Prometheus to ask:"
                + " create a MetricsProvider named default, or start the operator with --prometheus-url"));
    }

    /** Reads the spec of a provider before anybody asks it: so that its restrictions are known if it is deleted. */
    public void notice(MetricsProvider provider) {
        open(provider);
    }

    /** Asks a provider whether it answers, and what it is. */
    public Probe probe(MetricsProvider provider) {
        return switch (open(provider)) {
            case Usable(OpenProvider open) -> open.probe();
            case Unusable unusable -> new Probe.Invalid(unusable.why());
        };
    }

    private synchronized Opened open(MetricsProvider provider) {
        String name = provider.getMetadata().getName();
        Opened now = opened.get(name);
        if (now == null || !isStillGood(now, provider)) {
            forget(name);
            now = make(provider);
            opened.put(name, now);
        }
        return now;
    }

    /** Two watches may feed this class; the one that is behind must not bring the old spec back. */
    private static boolean isStillGood(Opened opened, MetricsProvider provider) {
        return switch (opened) {
            case Usable(OpenProvider open) -> open.isStillGood(provider);
            case Unusable unusable ->
                unusable.uid.equals(provider.getMetadata().getUid())
                        && unusable.generation >= OpenProvider.generationOf(provider);
        };
    }

    private Opened make(MetricsProvider provider) {
        String name = provider.getMetadata().getName();
        SecretCache cache = new SecretCache(secrets, nanoTime);
        try {
            PrometheusConfig config = ProviderCompiler.compile(
                    provider.getSpec(), ref -> Secret.lookedUp(cache.place(ref), () -> cache.find(ref)), clock);
            Tenancy tenancy = Tenancy.of(provider.getSpec());
            restrictedDefault |= name.equals(Criterion.DEFAULT_PROVIDER) && tenancy.isRestricted();
            return new Usable(new OpenProvider(provider, tenancy, new PrometheusSource(config, observer), nanoTime));
        } catch (IllegalArgumentException e) {
            // What cannot be read may have been meant as a restriction.
            restrictedDefault |= name.equals(Criterion.DEFAULT_PROVIDER);
            return new Unusable(
                    provider.getMetadata().getUid(),
                    OpenProvider.generationOf(provider),
                    "MetricsProvider " + name + " cannot be asked: " + e.getMessage());
        }
    }

    /** Closes the source of a provider that is gone. */
    public synchronized void forget(String name) {
        if (opened.remove(name) instanceof Usable(OpenProvider open)) {
            open.close();
        }
    }

    /** Ends all queries that are under way. */
    @Override
    public synchronized void close() {
        List.copyOf(opened.keySet()).forEach(this::forget);
    }
}
