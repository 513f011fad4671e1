package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/** Whether a server answers, and what it is. */
public sealed interface Probe {

    /**
     * It answers queries.
     *
     * @param version what it says its version is; empty if it does not say
     */
    record Reachable(Optional<String> version, Flavor flavor, Set<Feature> features) implements Probe {}

    /** It does not answer, or with something else. */
    record Unreachable(String message) implements Probe {}

    /** It does not accept the credentials. */
    record Unauthorized(String message) implements Probe {}

    /** A credential is not there to be sent. */
    record NoCredential(String message) implements Probe {}

    /** It cannot be asked as it is written down. */
    record Invalid(String message) implements Probe {}

    /** What it looks like. */
    enum Flavor {
        Prometheus,
        Thanos,
        Mimir,
        VictoriaMetrics,
        Unknown;

        static Flavor of(JsonNode buildInfo) {
            if (buildInfo.path("application").asText().contains("Mimir")) {
                return Mimir;
            }
            String version = buildInfo.path("version").asText();
            if (!buildInfo.has("revision") && !buildInfo.has("goVersion")) {
                // It says no more than the version that Grafana wants to see.
                return version.equals("2.24.0") ? VictoriaMetrics : Unknown;
            }
            // No Prometheus before 1.0 had this page, and Thanos is not there yet.
            return version.startsWith("0.") ? Thanos : Prometheus;
        }
    }

    /** What not every server can do. */
    enum Feature {
        /** Its PromQL knows the functions for native histograms. */
        NativeHistograms
    }
}
