package dev.featurerollout.runtime;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The way to the API server. */
public final class Kubernetes {
    /** The loop is the retry: a request that fails is decided anew, not repeated blindly for a quarter of a minute. */
    private static final int RETRIES = 2;

    private static final int TIMEOUT_MILLIS = 10_000;

    private Kubernetes() {}

    /**
     * Returns a client for the given kubeconfig file, or for the surroundings.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public static KubernetesClient client(Optional<Path> kubeconfig) {
        kubeconfig.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new IllegalArgumentException("the kubeconfig " + file + " cannot be read");
        });
        Config found = kubeconfig
                .map(file -> Config.fromKubeconfig(new File(file.toString())))
                .orElseGet(() -> Config.autoConfigure(null));
        Config config = new ConfigBuilder(found)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestTimeout(TIMEOUT_MILLIS)
                .withConnectionTimeout(TIMEOUT_MILLIS)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
