package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.provider.ProviderSources;
import dev.featurerollout.report.KubernetesStatusStore;
import dev.featurerollout.report.ProviderMeter;
import dev.featurerollout.report.ProviderStatusProjection;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes each MetricsProvider once a minute and when its spec changes, and writes its status when that has changed.
 *
 * <p>Only while this replica leads: a standby writes nothing.
 */
public final class ProviderProbes implements InformedProviders.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderProbes.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final InformedProviders providers;
    private final ProviderSources sources;
    private final ProviderMeter meter;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("provider-probes").daemon().factory());
    /** One that does not answer keeps nobody else waiting. */
    private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();

    private volatile boolean leads;

    public ProviderProbes(
            KubernetesClient client,
            InformedProviders providers,
            ProviderSources sources,
            ProviderMeter meter,
            InstantSource clock) {
        this.client = client;
        this.providers = providers;
        this.sources = sources;
        this.meter = meter;
        this.clock = clock;
    }

    public void start() {
        providers.start(this);
        timer.scheduleWithFixedDelay(this::probeAll, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this replica leads, from now on. */
    public void lead(boolean nowLeads) {
        leads = nowLeads;
        probeAll();
    }

    @Override
    public void changed(MetricsProvider provider) {
        sources.notice(provider);
        probeSoon(provider);
    }

    @Override
    public void deleted(MetricsProvider provider) {
        sources.forget(provider.getMetadata().getName());
        meter.providerGone(provider.getMetadata().getName());
    }

    private void probeAll() {
        providers.all().forEach(this::probeSoon);
    }

    private void probeSoon(MetricsProvider provider) {
        if (leads && !probes.isShutdown()) {
            probes.execute(() -> probe(provider));
        }
    }

    private void probe(MetricsProvider provider) {
        String name = provider.getMetadata().getName();
        Probe probe = sources.probe(provider);
        MetricsProviderStatus status = ProviderStatusProjection.next(provider, probe, clock.instant());
        meter.provider(name, ProviderStatusProjection.isReady(status));
        if (status.equals(provider.getStatus())) {
            return;
        }
        try {
            KubernetesStatusStore.unlessConflict(
                    () -> client.resource(withStatus(provider, status)).updateStatus());
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("provider", name)
                    .addKeyValue("error", e.getMessage())
                    .log("the status of the MetricsProvider could not be written; trying again in a minute");
        }
    }

    private static MetricsProvider withStatus(MetricsProvider provider, MetricsProviderStatus status) {
        MetricsProvider written = new MetricsProvider();
        written.setMetadata(new ObjectMetaBuilder()
                .withName(provider.getMetadata().getName())
                .withUid(provider.getMetadata().getUid())
                .withGeneration(provider.getMetadata().getGeneration())
                .withResourceVersion(provider.getMetadata().getResourceVersion())
                .build());
        written.setSpec(provider.getSpec());
        written.setStatus(status);
        return written;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        probes.shutdownNow();
        providers.close();
    }
}
