package dev.featurerollout.cli;

import ch.qos.logback.classic.Level;
import dev.featurerollout.runtime.KubernetesVersion;
import dev.featurerollout.runtime.Logs;
import dev.featurerollout.runtime.OperatorConfig;
import dev.featurerollout.runtime.OperatorRuntime;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code featurerollout operator}: runs until it is told to stop. */
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the operator.",
        footer = {
            "",
            "Each option can also be given in the environment: --http-port as FEATUREROLLOUT_HTTP_PORT.",
            "Serves /metrics, /healthz and /readyz."
        })
final class OperatorCommand implements Callable<Integer> {
    private final Clock clock;
    private final Map<String, String> environment;

    @Mixin
    private ClusterAccess cluster;

    @Mixin
    private PrometheusOptions prometheus;

    @Option(
            names = "--namespaces",
            paramLabel = "A,B",
            split = ",",
            description = "Watch these namespaces only. Default: all.")
    private Set<String> namespaces = Set.of();

    @Option(
            names = "--selector",
            paramLabel = "LABELS",
            description = "Watch FeatureRollouts with these labels only, such as team=shop.")
    private String selector;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of metrics and health, 0 for any. Default: ${DEFAULT-VALUE}.")
    private int httpPort;

    @Option(
            names = "--leader-election",
            paramLabel = "true|false",
            arity = "1",
            defaultValue = "true",
            description = "Let one of several replicas work at a time. Default: ${DEFAULT-VALUE}.")
    private boolean leaderElection;

    @Option(
            names = "--leader-election-namespace",
            paramLabel = "NAMESPACE",
            description = "Where the lease is kept. Default: the operator's own namespace.")
    private String leaderElectionNamespace;

    @Option(
            names = "--secrets-namespace",
            paramLabel = "NAMESPACE",
            description = "Where the Secrets that MetricsProviders name are. Default: the operator's own namespace.")
    private String secretsNamespace;

    @Option(
            names = "--log-format",
            paramLabel = "json|text",
            defaultValue = "json",
            description = "One JSON object a line, or lines for people. Default: ${DEFAULT-VALUE}.")
    private Logs.Format logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "INFO",
            description = "ERROR, WARN, INFO or DEBUG. Default: ${DEFAULT-VALUE}.")
    private String logLevel;

    OperatorCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        OperatorConfig config = config();
        Logs.configure(logFormat, Level.toLevel(logLevel, Level.INFO));
        KubernetesClient client = cluster.client();
        KubernetesVersion.requireSupported(client);
        OperatorRuntime runtime = new OperatorRuntime(config, client, clock);
        CountDownLatch stopped = new CountDownLatch(1);
        // The SDK's own hook does nothing while leader election is on.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            runtime.close();
            stopped.countDown();
        }));
        runtime.start();
        stopped.await();
        return 0;
    }

    private OperatorConfig config() {
        return new OperatorConfig(
                prometheus.config(),
                namespaces,
                Optional.ofNullable(selector),
                httpPort,
                leaderElection
                        ? Optional.of(new OperatorConfig.LeaderElection(Optional.ofNullable(leaderElectionNamespace)))
                        : Optional.empty(),
                Optional.ofNullable(secretsNamespace),
                Optional.ofNullable(environment.get("HOSTNAME"))
                        .orElseGet(() -> UUID.randomUUID().toString()));
    }
}
