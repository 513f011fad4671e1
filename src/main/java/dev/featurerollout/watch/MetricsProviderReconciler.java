package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.api.v1alpha1.MetricsProviderStatus;
import dev.featurerollout.measure.prometheus.Probe;
import dev.featurerollout.measure.provider.ProviderSources;
import dev.featurerollout.report.KubernetesStatusStore;
import dev.featurerollout.report.ProviderMeter;
import dev.featurerollout.report.ProviderStatusProjection;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;

/** Probes each MetricsProvider once a minute, and writes its status when that has changed. */
@ControllerConfiguration(
        name = MetricsProviderReconciler.NAME,
        fieldManager = FeatureRolloutReconciler.NAME,
        triggerReconcilerOnAllEvents = true)
public final class MetricsProviderReconciler implements Reconciler<MetricsProvider> {
    static final String NAME = "metricsprovider";

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final ProviderSources sources;
    private final ProviderMeter meter;
    private final Clock clock;

    public MetricsProviderReconciler(ProviderSources sources, ProviderMeter meter, Clock clock) {
        this.sources = sources;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public UpdateControl<MetricsProvider> reconcile(MetricsProvider provider, Context<MetricsProvider> context) {
        String name = provider.getMetadata().getName();
        if (context.isPrimaryResourceDeleted() || provider.isMarkedForDeletion()) {
            sources.forget(name);
            meter.providerGone(name);
            return UpdateControl.noUpdate();
        }
        Probe probe = sources.probe(provider);
        MetricsProviderStatus status = ProviderStatusProjection.next(
                provider.getStatus(), provider.getMetadata().getGeneration(), probe, clock.instant());
        meter.provider(name, ProviderStatusProjection.isReady(status));
        if (!status.equals(provider.getStatus())) {
            MetricsProvider written = withStatus(provider, status);
            KubernetesStatusStore.unlessConflict(
                    () -> context.resourceOperations().updatePrimaryStatus(written));
        }
        return UpdateControl.<MetricsProvider>noUpdate().rescheduleAfter(INTERVAL);
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
}
