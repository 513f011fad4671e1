package dev.featurerollout.runtime;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.Delivery;
import dev.featurerollout.apply.FlagLint;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStores;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.apply.configmap.GeneratedConfigMaps;
import dev.featurerollout.apply.featureflag.FeatureFlagStore;
import dev.featurerollout.apply.featureflag.FeatureFlags;
import dev.featurerollout.apply.pods.MountInspection;
import dev.featurerollout.apply.pods.PodAnnotation;
import dev.featurerollout.apply.pods.Pods;
import dev.featurerollout.measure.Coalescing;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.provider.KubernetesSecrets;
import dev.featurerollout.measure.provider.ProviderSources;
import dev.featurerollout.model.Holder;
import dev.featurerollout.report.KubernetesNewsSink;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.FeatureRolloutReconciler;
import dev.featurerollout.watch.Generation;
import dev.featurerollout.watch.InformedConfigMaps;
import dev.featurerollout.watch.InformedFeatureFlags;
import dev.featurerollout.watch.InformedFlags;
import dev.featurerollout.watch.InformedProviders;
import dev.featurerollout.watch.InformedTemplates;
import dev.featurerollout.watch.Passes;
import dev.featurerollout.watch.ProviderProbes;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** Enough for some hundred pods, and little beside what a pass may take. */
    private static final Duration NUDGE = Duration.ofSeconds(1);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final OperatorConfig config;
    private final KubernetesClient client;
    private final RolloutMeters meters;
    private final Clock clock;
    private final Optional<PrometheusSource> prometheus;
    private final InformedProviders providers;
    private final ProviderSources sources;
    private final ProviderProbes probes;
    private final InformedConfigMaps informedConfigMaps = new InformedConfigMaps();
    private final ConfigMaps configMaps;
    private final InformedFeatureFlags featureFlags = new InformedFeatureFlags();
    private final FlagStore flags;
    private final PodAnnotation podAnnotation;
    private final Delivery delivery;
    private final Operator operator;
    private final Passes passes = new Passes(System::nanoTime);
    private final HttpEndpoints http;

    /** @param client is closed with the runtime */
    public OperatorRuntime(OperatorConfig config, KubernetesClient client, Clock clock) {
        this(config, client, clock, (namespace, name, status) -> {});
    }

    /** @param observer is told after every pass; {@code client} is closed with the runtime */
    public OperatorRuntime(OperatorConfig config, KubernetesClient client, Clock clock, RolloutObserver observer) {
        this.config = config;
        this.client = client;
        this.clock = clock;
        this.meters = new RolloutMeters(clock, observer);
        this.prometheus = config.prometheus().map(server -> new PrometheusSource(server, meters));
        this.providers = new InformedProviders(client);
        this.sources = new ProviderSources(
                providers,
                prometheus.map(source -> new Coalescing(source, System::nanoTime)),
                new KubernetesSecrets(client, ownNamespace(config, client)),
                meters,
                clock,
                System::nanoTime);
        this.probes = new ProviderProbes(client, providers, sources, meters, clock);
        this.configMaps = new ConfigMaps(client, informedConfigMaps);
        this.flags = new FlagStores(Map.of(
                Holder.Kind.ConfigMap, new ConfigMapFlagStore(configMaps),
                Holder.Kind.FeatureFlag, new FeatureFlagStore(new FeatureFlags(client, featureFlags))));
        Pods pods = new Pods(client);
        this.podAnnotation = new PodAnnotation(pods);
        this.delivery =
                new Delivery(List.of(new FlagLint(flags), new MountInspection(pods)), podAnnotation, NUDGE, meters);
        // Built beforehand: the SDK runs the configuration below twice.
        Metrics metrics = MicrometerMetricsV2.newBuilder(meters.registry()).build();
        this.operator = new Operator(overrider -> configure(overrider, metrics));
        this.http = new HttpEndpoints(config.httpPort(), meters.registry(), this::isAlive, this::isReady);
    }

    private static Optional<String> ownNamespace(OperatorConfig config, KubernetesClient client) {
        return config.secretsNamespace()
                .or(() -> Optional.ofNullable(client.getConfiguration().getNamespace()));
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
                .withLeaderCallbacks(new LeaderCallbacks(() -> leads(true), () -> leads(false), leader -> {}));
        election.namespace().ifPresent(builder::withLeaseNamespace);
        return builder.build();
    }

    private void leads(boolean leads) {
        meters.leads(leads);
        probes.lead(leads);
    }

    private void register() {
        Watchable watchable = new Watchable(client);
        if (watchable.providers()) {
            probes.start();
        }
        InformedFlags informed = new InformedFlags(
                informedConfigMaps,
                watchable.featureFlags(config.namespaces()) ? Optional.of(featureFlags) : Optional.empty());
        KubernetesNewsSink news = new KubernetesNewsSink(client, config.instance(), clock);
        Cycle cycle = new Cycle(sources, new Applier(flags), delivery, news, meters);
        InformedTemplates templates = new InformedTemplates();
        FeatureRolloutReconciler reconciler = new FeatureRolloutReconciler(
                cycle,
                new Snapshots(flags, templates),
                new Generation(new GeneratedConfigMaps(configMaps), templates),
                informed,
                templates,
                providers,
                passes,
                clock);
        operator.register(reconciler, this::configure);
    }

    private void configure(ControllerConfigurationOverrider<FeatureRollout> overrider) {
        overrider.withRetry(retry()).withReconciliationMaxInterval(LONGEST_REST);
        if (config.namespaces().isEmpty()) {
            overrider.watchingAllNamespaces();
        } else {
            overrider.settingNamespaces(config.namespaces());
        }
        config.selector().ifPresent(overrider::withLabelSelector);
    }

    /** Unlimited: an outage of the API server must not strand a rollout. */
    private static GenericRetry retry() {
        return new GenericRetry()
                .setInitialInterval(FIRST_RETRY)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts();
    }

    /** Starts watching; returns when the caches are filled, though with leader election perhaps as a standby. */
    public void start() {
        http.start();
        if (config.prometheus().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue(
                            "detail",
                            "--prometheus-url is not set: criteria that name no provider need a MetricsProvider named"
                                    + " default, and wait until there is one")
                    .log("no Prometheus URL");
        }
        register();
        if (config.leaderElection().isEmpty()) {
            leads(true);
        }
        operator.start();
        LOG.atInfo()
                .addKeyValue("port", http.port())
                .addKeyValue("namespaces", config.namespaces().isEmpty() ? "all" : config.namespaces())
                .addKeyValue(
                        "prometheus",
                        config.prometheus()
                                .map(server -> server.baseUrl().toString())
                                .orElse("none"))
                .log("operator started");
    }

    /** Returns the port of metrics and health. */
    public int httpPort() {
        return http.port();
    }

    private boolean isAlive() {
        Optional<Passes.Stuck> stuck = passes.stuck();
        stuck.ifPresent(pass -> LOG.atError()
                .addKeyValue("rollout", pass.rollout())
                .addKeyValue("duration", pass.duration())
                .addKeyValue("at", List.of(pass.at()))
                .log("a pass does not end: the liveness probe fails until it does"));
        return stuck.isEmpty();
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
        delivery.close();
        podAnnotation.close();
        probes.close();
        sources.close();
        prometheus.ifPresent(PrometheusSource::close);
        client.close();
    }
}
