package dev.featurerollout.support;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;

/** The definition of the OpenFeature Operator's FeatureFlags, on the API server of the tests or not. */
public final class OpenFeatureCrd {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private OpenFeatureCrd() {}

    public static void install(KubernetesClient client) {
        CustomResourceDefinition definition = Serialization.unmarshal(
                Serialization.asJson(Manifests.json(Path.of("src/test/resources/openfeature/featureflags.yaml"))),
                CustomResourceDefinition.class);
        if (resource(client).get() == null) {
            client.resource(definition).create();
        }
        await().atMost(PATIENCE).until(() -> isServed(client));
    }

    public static void remove(KubernetesClient client) {
        resource(client).delete();
        await().atMost(PATIENCE).until(() -> resource(client).get() == null && !isServed(client));
    }

    private static boolean isServed(KubernetesClient client) {
        return client.supports("core.openfeature.dev/v1beta1", "FeatureFlag");
    }

    private static Resource<CustomResourceDefinition> resource(KubernetesClient client) {
        return client.apiextensions().v1().customResourceDefinitions().withName("featureflags.core.openfeature.dev");
    }
}
