package dev.featurerollout.cli;

import dev.featurerollout.runtime.Kubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says how to get into a cluster. */
final class ClusterAccess {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the API server. Default: in a cluster the service account, else KUBECONFIG or"
                    + " ~/.kube/config.")
    private Path kubeconfig;

    boolean isGiven() {
        return kubeconfig != null;
    }

    /** @throws IllegalArgumentException if there is no such file */
    KubernetesClient client() {
        return Kubernetes.client(Optional.ofNullable(kubeconfig));
    }

    /** Returns the namespace that is meant by {@code named}, null for none: that of the kubeconfig's context. */
    static String namespace(String named, KubernetesClient client) {
        return Optional.ofNullable(named)
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
    }
}
