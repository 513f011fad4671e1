package dev.featurerollout.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server in this process: objects, versions, conflicts and watches, but no validation.
 *
 * <p>The only class that needs the libraries which come with the demo alone.
 */
final class EmbeddedCluster implements Cluster {
    /** It logs each request. Held here, as its level is forgotten with it. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;

    EmbeddedCluster() {
        REQUESTS.setLevel(Level.WARNING);
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        server.init();
    }

    @Override
    public KubernetesClient newClient() {
        return server.createClient();
    }

    @Override
    public String description() {
        return "embedded Kubernetes API";
    }

    @Override
    public void close() {
        server.destroy();
    }
}
