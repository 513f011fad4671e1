package dev.featurerollout.runtime;

import dev.featurerollout.measure.prometheus.PrometheusConfig;
import java.util.Optional;
import java.util.Set;

/**
 * How to run the operator.
 *
 * @param prometheus stands for the MetricsProvider {@code default} while there is none
 * @param namespaces to watch; empty for all
 * @param selector only FeatureRollouts with these labels; empty for all
 * @param httpPort for metrics and health; 0 for any that is free
 * @param leaderElection empty to run without
 * @param secretsNamespace where the Secrets of MetricsProviders are; empty for the one the operator runs in
 * @param instance name of this instance, such as its pod
 */
public record OperatorConfig(
        Optional<PrometheusConfig> prometheus,
        Set<String> namespaces,
        Optional<String> selector,
        int httpPort,
        Optional<LeaderElection> leaderElection,
        Optional<String> secretsNamespace,
        String instance) {
    public OperatorConfig {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * One of several replicas works, the others wait.
     *
     * @param namespace of the lease; empty for the one the operator runs in
     */
    public record LeaderElection(Optional<String> namespace) {
        public static final String LEASE = "featurerollout";
    }
}
