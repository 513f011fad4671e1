package dev.featurerollout.measure.provider;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the API server, by name: the right to get single Secrets of one namespace is all it needs. */
public final class KubernetesSecrets implements SecretStore {
    private final KubernetesClient client;
    private final Optional<String> namespace;

    /** @param namespace the operator's own; empty if that is not known */
    public KubernetesSecrets(KubernetesClient client, Optional<String> namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public String place(String name) {
        return "Secret " + namespace.map(own -> own + "/").orElse("") + name;
    }

    @Override
    public Optional<Map<String, String>> read(String name) throws IOException {
        if (namespace.isEmpty()) {
            throw new IOException("the operator does not know its own namespace; start it with --secrets-namespace");
        }
        try {
            return Optional.ofNullable(client.secrets()
                            .inNamespace(namespace.get())
                            .withName(name)
                            .get())
                    .map(KubernetesSecrets::decoded);
        } catch (KubernetesClientException e) {
            // Not the exception's own message, which may quote what was sent and received.
            throw new IOException(
                    e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? "the operator has no right to get " + place(name)
                            : place(name) + " cannot be read from the API server now",
                    e);
        }
    }

    private static Map<String, String> decoded(Secret secret) {
        Map<String, String> decoded = new HashMap<>();
        Optional.ofNullable(secret.getData())
                .orElse(Map.of())
                .forEach((key, value) ->
                        decoded.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return decoded;
    }
}
