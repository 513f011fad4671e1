package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.measure.provider.Providers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MetricsProviders as a watch last reported them; one whose spec changes wakes all rollouts.
 *
 * <p>The watch is not one of the operator SDK: it must survive that the CRD is missing or deleted. Until it has listed
 * the MetricsProviders once, whether there is one is unknown; no other Prometheus is asked instead.
 */
public final class InformedProviders implements Providers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InformedProviders.class);
    private static final Duration FIRST_LIST = Duration.ofSeconds(10);
    private static final String NOT_LISTED =
            "the operator could not list the MetricsProviders yet: check that their CRD is installed (kubectl get crd"
                    + " metricsproviders.featurerollout.dev) and that the API server answers";

    private final KubernetesClient client;
    private final SimpleInboundEventSource<FeatureRollout> wakeUps = new SimpleInboundEventSource<>("providers");
    private volatile SharedIndexInformer<MetricsProvider> informer;
    private volatile Supplier<Stream<ResourceID>> rollouts = Stream::empty;

    public InformedProviders(KubernetesClient client) {
        this.client = client;
    }

    /** Is told what happens to MetricsProviders. */
    public interface Listener {
        /** It is new, or its spec has changed. */
        void changed(MetricsProvider provider);

        void deleted(MetricsProvider provider);
    }

    /** Starts to watch; returns when all are known, or when the API server could not list them at once. */
    public void start(Listener listener) {
        CompletableFuture<Void> firstList = new CompletableFuture<>();
        informer = client.resources(MetricsProvider.class).runnableInformer(0);
        informer.exceptionHandler((started, error) -> {
            if (firstList.complete(null)) {
                LOG.atWarn()
                        .addKeyValue("error", error.getMessage())
                        .log("MetricsProviders cannot be listed; trying again");
            }
            return true;
        });
        informer.addEventHandler(new Handler(listener));
        informer.start().thenAccept(firstList::complete);
        try {
            firstList.get(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().log("MetricsProviders are not known yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Handler implements ResourceEventHandler<MetricsProvider> {
        private final Listener listener;

        Handler(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onAdd(MetricsProvider provider) {
            listener.changed(provider);
            wakeRollouts();
        }

        @Override
        public void onUpdate(MetricsProvider before, MetricsProvider provider) {
            if (!provider.getMetadata()
                    .getGeneration()
                    .equals(before.getMetadata().getGeneration())) {
                onAdd(provider);
            }
        }

        @Override
        public void onDelete(MetricsProvider provider, boolean finalStateUnknown) {
            listener.deleted(provider);
            wakeRollouts();
        }
    }

    private void wakeRollouts() {
        rollouts.get().forEach(wakeUps::propagateEvent);
    }

    /** Returns what wakes the rollouts. */
    EventSource<?, FeatureRollout> connect(EventSourceContext<FeatureRollout> context) {
        rollouts = () -> context.getPrimaryCache().list().map(ResourceID::fromResource);
        return wakeUps;
    }

    /** Returns all that are known. */
    List<MetricsProvider> all() {
        return informer == null ? List.of() : List.copyOf(informer.getStore().list());
    }

    @Override
    public Found find(String name) {
        if (informer == null) {
            return new Absent();
        }
        if (!informer.hasSynced()) {
            return new Unknown(NOT_LISTED);
        }
        MetricsProvider provider = informer.getStore().getByKey(name);
        return provider == null ? new Absent() : new Present(provider);
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.close();
        }
    }
}
