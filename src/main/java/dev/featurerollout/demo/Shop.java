package dev.featurerollout.demo;

import dev.featurerollout.runtime.HttpEndpoints;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small shop with a new checkout and a new search, both behind flags that it reads from a ConfigMap as they change.
 *
 * <p>Its users are made up and its requests take no network, but who gets what is decided request by request, and what
 * its {@code /metrics} tell is what happened.
 */
final class Shop implements AutoCloseable {
    static final String CONFIG_MAP = "shop-flags";
    static final int REQUESTS_PER_SECOND = 2_000;

    private static final int TICKS_PER_SECOND = 10;
    private static final int USERS = 20_000;
    private static final long SEED = 20261122;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Feature> features;
    private final HttpEndpoints http;
    private final SharedIndexInformer<ConfigMap> flags;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "shop");
        thread.setDaemon(true);
        return thread;
    });

    /** Opens a shop whose flags are in a namespace; they must be there already. */
    Shop(KubernetesClient client, String namespace, boolean bug) {
        features = List.of(
                new Feature("new-checkout", "checkout.json", new Checkout(random.split()), registry),
                new Feature("new-search", "search.yaml", new Search(random.split(), bug), registry));
        http = new HttpEndpoints(0, registry, () -> true, () -> true);
        http.start();
        flags = client.configMaps().inNamespace(namespace).withName(CONFIG_MAP).inform(new Reading());
        clockwork.scheduleAtFixedRate(this::tick, 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
    }

    /** Takes over every change of the flags. */
    private final class Reading implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap added) {
            features.forEach(feature -> feature.read(added.getData()));
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            onAdd(after);
        }

        @Override
        public void onDelete(ConfigMap deleted, boolean unknown) {
            // The shop goes on with the flags it knows.
        }
    }

    private void tick() {
        features.forEach(feature -> feature.serve(Stream.generate(this::anyUser)
                .limit(REQUESTS_PER_SECOND / TICKS_PER_SECOND)
                .toList()));
    }

    private String anyUser() {
        return "user-" + random.nextInt(USERS);
    }

    List<Feature> features() {
        return features;
    }

    /** Returns the port of {@code /metrics}. */
    int port() {
        return http.port();
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        flags.close();
        http.close();
    }
}
