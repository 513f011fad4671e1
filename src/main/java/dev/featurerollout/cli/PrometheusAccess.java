package dev.featurerollout.cli;

import dev.featurerollout.measure.prometheus.Authentication;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.measure.prometheus.Secret;
import dev.featurerollout.measure.prometheus.Tls;
import dev.featurerollout.model.DurationText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say how to get into Prometheus. */
final class PrometheusAccess {
    @Option(
            names = "--prometheus-bearer-token-file",
            paramLabel = "FILE",
            description = "File with a bearer token. Read again for every query, like all files here.")
    private Path bearerTokenFile;

    @Option(names = "--prometheus-username", paramLabel = "NAME", description = "User for basic authentication.")
    private String username;

    @Option(
            names = "--prometheus-password-file",
            paramLabel = "FILE",
            description = "File with the password for basic authentication.")
    private Path passwordFile;

    @Option(
            names = "--prometheus-ca-file",
            paramLabel = "FILE",
            description = "PEM bundle of the certificate authorities to trust, instead of the system's.")
    private Path caFile;

    @Option(
            names = "--prometheus-client-cert-file",
            paramLabel = "FILE",
            description = "PEM client certificate chain for mutual TLS.")
    private Path clientCertFile;

    @Option(
            names = "--prometheus-client-key-file",
            paramLabel = "FILE",
            description = "PEM private key of the client certificate.")
    private Path clientKeyFile;

    @Option(
            names = "--prometheus-header",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "A further header, such as X-Scope-OrgID=team-a; NAME=@FILE reads the value from a file."
                    + " May be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--prometheus-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "Longest time for one query. Default: ${DEFAULT-VALUE}.")
    private String timeout;

    @Option(
            names = "--prometheus-concurrency",
            paramLabel = "N",
            defaultValue = "8",
            description = "Most queries at once. Default: ${DEFAULT-VALUE}.")
    private int concurrency;

    /**
     * Returns what the options come to for the Prometheus at {@code url}.
     *
     * @throws IllegalArgumentException if they do not fit together
     */
    PrometheusConfig config(String url) {
        return PrometheusConfig.of(url)
                .withTimeout(DurationText.parse(timeout))
                .withMaxConcurrentQueries(concurrency)
                .withHeaders(headerMap())
                .withTls(new Tls(in(caFile), in(clientCertFile), in(clientKeyFile)))
                .withAuthentication(authentication());
    }

    private Authentication authentication() {
        if ((username == null) != (passwordFile == null)) {
            throw new IllegalArgumentException("--prometheus-username and --prometheus-password-file go together");
        }
        if (bearerTokenFile != null && username != null) {
            throw new IllegalArgumentException("--prometheus-bearer-token-file and --prometheus-username: give one");
        }
        if (bearerTokenFile != null) {
            return new Authentication.Bearer(Secret.in(bearerTokenFile));
        }
        return username == null
                ? new Authentication.None()
                : new Authentication.Basic(username, Secret.in(passwordFile));
    }

    private Map<String, Secret> headerMap() {
        Map<String, Secret> map = new LinkedHashMap<>();
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("--prometheus-header needs NAME=VALUE or NAME=@FILE");
            }
            map.put(
                    parts[0].strip(),
                    parts[1].startsWith("@") ? Secret.in(Path.of(parts[1].substring(1))) : Secret.of(parts[1]));
        }
        return map;
    }

    private static Secret in(Path file) {
        return file == null ? null : Secret.in(file);
    }
}
