package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.report.KubernetesNewsSink;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.FeatureRolloutReconciler;
import dev.featurerollout.watch.InformedConfigMaps;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running operator: everything wired, started and stopped in order. */
public final class OperatorRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRuntime.class);

    /** A pass that waits for Prometheus keeps its thread; more at once than Prometheus is asked would gain nothing. */
    private static final int THREADS = 16;

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final OperatorConfig config;
    private final KubernetesClient client;
    private final RolloutMeters meters;
    private final PrometheusSource prometheus;
    private final Operator operator;
    private final HttpEndpoints http;

    /** @param client is closed with the runtime */
    public OperatorRuntime(OperatorConfig config, KubernetesClient client, Clock clock) {
        this(config, client, clock, (namespace, name, status) -> {});
    }

    /** @param observer is told after every pass; {@code client} is closed with the runtime */
    public OperatorRuntime(OperatorConfig config, KubernetesClient client, Clock clock, RolloutObserver observer) {
        this.config = config;
        this.client = client;
        this.meters = new RolloutMeters(clock, observer);
        this.prometheus = new PrometheusSource(config.prometheus(), meters);
        // Built beforehand: the SDK runs the configuration below twice.
        Metrics metrics = MicrometerMetricsV2.newBuilder(meters.registry()).build();
        this.operator = new Operator(overrider -> configure(overrider, metrics));
        register(clock);
        this.http = new HttpEndpoints(config.httpPort(), meters.registry(), this::isReady);
    }

    private void configure(ConfigurationServiceOverrider overrider, Metrics metrics) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(THREADS)
                .withMetrics(metrics)
                .withUseSSAToPatchPrimaryResource(false)
                .withReconciliationTerminationTimeout(DRAIN);
        config.leaderElection().ifPresent(election -> overrider.withLeaderElectionConfiguration(lease(election)));
    }

    private LeaderElectionConfiguration lease(OperatorConfig.LeaderElection election) {
        LeaderElectionConfigurationBuilder builder = LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                        OperatorConfig.LeaderElection.LEASE)
                .withIdentity(config.instance())
                .withLeaderCallbacks(
                        new LeaderCallbacks(() -> meters.leads(true), () -> meters.leads(false), leader -> {}));
        election.namespace().ifPresent(builder::withLeaseNamespace);
        return builder.build();
    }

    private void register(Clock clock) {
        InformedConfigMaps configMaps = new InformedConfigMaps();
        FlagStore flags = new ConfigMapFlagStore(new ConfigMaps(client, configMaps));
        KubernetesNewsSink news = new KubernetesNewsSink(client, config.instance(), clock);
        Cycle cycle = new Cycle(new Looks(MetricSources.only(prometheus)), new Applier(flags), news, meters);
        FeatureRolloutReconciler reconciler =
                new FeatureRolloutReconciler(cycle, new Snapshots(flags), configMaps, clock);
        operator.register(reconciler, this::configure);
    }

    private void configure(ControllerConfigurationOverrider<FeatureRollout> overrider) {
        // Unlimited: an outage of the API server must not strand a rollout.
        GenericRetry retry = new GenericRetry()
                .setInitialInterval(FIRST_RETRY)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts();
        overrider.withRetry(retry).withReconciliationMaxInterval(LONGEST_REST);
        if (config.namespaces().isEmpty()) {
            overrider.watchingAllNamespaces();
        } else {
            overrider.settingNamespaces(config.namespaces());
        }
        config.selector().ifPresent(overrider::withLabelSelector);
    }

    /** Starts watching; returns when the caches are filled, though with leader election perhaps as a standby. */
    public void start() {
        http.start();
        if (config.leaderElection().isEmpty()) {
            meters.leads(true);
        }
        operator.start();
        LOG.atInfo()
                .addKeyValue("port", http.port())
                .addKeyValue("namespaces", config.namespaces().isEmpty() ? "all" : config.namespaces())
                .addKeyValue("prometheus", config.prometheus().baseUrl())
                .log("operator started");
    }

    /** Returns the port of metrics and health. */
    public int httpPort() {
        return http.port();
    }

    private boolean isReady() {
        return operator.getRuntimeInfo().isStarted()
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    @Override
    public void close() {
        LOG.atInfo().log("operator stopping");
        operator.stop();
        http.close();
        prometheus.close();
        client.close();
    }
}
