package dev.featurerollout.cli;

import dev.featurerollout.measure.prometheus.PrometheusConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where Prometheus is and how to get in. */
final class PrometheusOptions {
    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            required = true,
            description = "Base URL of the Prometheus HTTP API, with its path prefix if it has one.")
    private String url;

    @Mixin
    private PrometheusAccess access;

    /**
     * Returns what the options come to.
     *
     * @throws IllegalArgumentException if they do not fit together
     */
    PrometheusConfig config() {
        return access.config(url);
    }
}
