package dev.featurerollout.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The control plane of the tests does what they rely on. */
@Isolated
class ControlPlaneIT {
    private final ControlPlane controlPlane = ControlPlane.shared();
    private final String namespace = controlPlane.newNamespace();

    @Test
    void aRestartKeepsTheData() {
        ConfigMap before = controlPlane.client().resource(configMap()).create();
        controlPlane.restart();
        ConfigMap after = controlPlane.client().resource(configMap()).get();
        assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        assertThat(after.getMetadata().getResourceVersion())
                .isEqualTo(before.getMetadata().getResourceVersion());
    }

    @Test
    void anotherUserMayDoNothing() {
        try (KubernetesClient client =
                controlPlane.clientAs("system:serviceaccount:" + namespace + ":operator", "system:serviceaccounts")) {
            assertThatThrownBy(() -> client.resource(configMap()).create())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(403));
        }
    }

    private ConfigMap configMap() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("kept")
                .endMetadata()
                .addToData("key", "value")
                .build();
    }
}
