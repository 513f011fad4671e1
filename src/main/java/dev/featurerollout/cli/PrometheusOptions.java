package dev.featurerollout.cli;

import dev.featurerollout.measure.prometheus.PrometheusConfig;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where Prometheus is and how to get in. */
final class PrometheusOptions {
    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            description = "Base URL of the Prometheus HTTP API, with its path prefix if it has one; for criteria that"
                    + " name no provider. Not needed with a MetricsProvider named default, which comes first.")
    private String url;

    @Mixin
    private PrometheusAccess access;

    /**
     * Returns what the options come to; empty without a URL.
     *
     * @throws IllegalArgumentException if they do not fit together
     */
    Optional<PrometheusConfig> config() {
        return Optional.ofNullable(url).map(access::config);
    }
}
