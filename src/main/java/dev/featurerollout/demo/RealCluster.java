package dev.featurerollout.demo;

import dev.featurerollout.runtime.Kubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/** The API server that a kubeconfig names. */
record RealCluster(Path kubeconfig) implements Cluster {
    @Override
    public KubernetesClient newClient() {
        return Kubernetes.client(Optional.of(kubeconfig));
    }

    @Override
    public String description() {
        return "the cluster of " + kubeconfig.getFileName();
    }

    @Override
    public void close() {
        // Not ours.
    }
}
