package dev.featurerollout.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server in this process: objects, versions, conflicts and watches, but no validation and no field managers.
 *
 * <p>The only class that needs the libraries which come with the demo alone.
 */
public final class EmbeddedCluster implements Cluster {
    /** It logs each request. Held here, as its level is forgotten with it. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;

    public EmbeddedCluster() {
        REQUESTS.setLevel(Level.WARNING);
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new WithoutFieldManagers(), false);
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

    /** Takes an apply for a merge: the same for somebody who owns what he names and nothing else. */
    private static final class WithoutFieldManagers extends KubernetesCrudDispatcher {
        private static final String CONTENT_TYPE = "Content-Type";
        private static final String MAY_IT = "/selfsubjectaccessreviews";
        private static final String IT_MAY = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "status": {"allowed": true}}\
            """;

        /** There is no authorization, so whoever asks may. */
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            return request.getPath().endsWith(MAY_IT)
                    ? new MockResponse().setResponseCode(201).setBody(IT_MAY)
                    : super.handleCreate(request);
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String type = request.getHeader(CONTENT_TYPE);
            if (type == null || !type.startsWith(PatchType.SERVER_SIDE_APPLY.getContentType())) {
                return super.handlePatch(request);
            }
            Headers headers = request.getHeaders()
                    .newBuilder()
                    .setHeader(CONTENT_TYPE, PatchType.JSON_MERGE.getContentType())
                    .build();
            return super.handlePatch(new RecordedRequest(
                    request.getHttpVersion(), request.method(), request.getPath(), headers, request.getBody()));
        }
    }
}
