package dev.featurerollout.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.client.utils.Serialization;

/** FeatureRollouts as plain JSON, so that no class of ours adds or drops a field. */
final class Rollouts {
    private Rollouts() {}

    static String url(String namespace) {
        return "/apis/featurerollout.dev/v1alpha1/namespaces/" + namespace + "/featurerollouts";
    }

    static JsonNode create(String namespace, JsonNode manifest) {
        return json(ControlPlane.shared().client().raw(url(namespace), "POST", manifest));
    }

    static JsonNode get(String namespace, String name) {
        return json(ControlPlane.shared().client().raw(url(namespace) + "/" + name));
    }

    static JsonNode json(String text) {
        return Serialization.unmarshal(text, JsonNode.class);
    }
}
