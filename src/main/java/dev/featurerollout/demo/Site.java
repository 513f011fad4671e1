package dev.featurerollout.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.Optional;

/** The demo's place in the cluster: a namespace of its own, and the CRD; what it brought it takes away again. */
final class Site implements AutoCloseable {
    static final String NAMESPACE = "featurerollout-demo";

    private static final String CRD = "featurerollouts.featurerollout.dev";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 200;

    private final KubernetesClient client;
    private boolean broughtNamespace;
    private boolean broughtCrd;

    Site(KubernetesClient client) {
        this.client = client;
    }

    /** Makes the place and puts the flags there. */
    void open(ConfigMap flags) throws InterruptedException {
        if (crd().get() == null) {
            client.raw(CRDS, "POST", definition());
            broughtCrd = true;
        }
        if (namespace().get() == null) {
            namespace().create();
            broughtNamespace = true;
        }
        awaitServed();
        clear();
        create(flags);
    }

    /** An API server serves a new kind a little after it was told of it. */
    private void awaitServed() throws InterruptedException {
        for (int i = 1; ; i++) {
            try {
                client.resources(FeatureRollout.class).inNamespace(NAMESPACE).list();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND || i == TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    void create(HasMetadata object) {
        client.resource(object).inNamespace(NAMESPACE).create();
    }

    /** Returns a rollout as the API server tells it. */
    Optional<FeatureRollout> rollout(String name) {
        return Optional.ofNullable(client.resources(FeatureRollout.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get());
    }

    /** Returns a flag document as the API server tells it. */
    Optional<String> document(String key) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(NAMESPACE)
                        .withName(Shop.CONFIG_MAP)
                        .get())
                .map(flags -> flags.getData().get(key));
    }

    private void clear() {
        client.resources(FeatureRollout.class).inNamespace(NAMESPACE).delete();
        client.configMaps().inNamespace(NAMESPACE).withName(Shop.CONFIG_MAP).delete();
    }

    private Resource<?> crd() {
        return client.apiextensions().v1().customResourceDefinitions().withName(CRD);
    }

    private static JsonNode definition() {
        return Serialization.unmarshal(Site.class.getResourceAsStream("/crds/" + CRD + ".yaml"), JsonNode.class);
    }

    private Resource<Namespace> namespace() {
        return client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build());
    }

    @Override
    public void close() {
        clear();
        if (broughtNamespace) {
            namespace().delete();
        }
        if (broughtCrd) {
            crd().delete();
        }
    }
}
