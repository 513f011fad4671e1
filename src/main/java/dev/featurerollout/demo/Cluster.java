package dev.featurerollout.demo;

import io.fabric8.kubernetes.client.KubernetesClient;

/** An API server for the demo. */
interface Cluster extends AutoCloseable {
    /** Returns a new client; the caller closes it. */
    KubernetesClient newClient();

    /** Returns what it is, for people. */
    String description();

    @Override
    void close();
}
