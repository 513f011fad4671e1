package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.InvalidManifest.By;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server accepts and refuses the same manifests, with the expected words. */
class CrdValidationIT {
    private static String namespace;

    static List<Path> valid() {
        return Manifests.valid();
    }

    static List<InvalidManifest> invalid() {
        return Manifests.invalid();
    }

    @BeforeAll
    static void createNamespace() {
        namespace = ControlPlane.shared().newNamespace();
    }

    @ParameterizedTest
    @MethodSource
    void valid(Path manifest) {
        JsonNode written = Manifests.json(manifest);
        JsonNode stored = create(written);
        assertThat(stored.get("spec")).as("nothing is dropped").isEqualTo(written.get("spec"));
    }

    @ParameterizedTest
    @MethodSource
    void invalid(InvalidManifest manifest) {
        boolean refused = manifest.by() == By.SCHEMA
                || manifest.by() == By.RULE && ControlPlane.shared().judgesRules();
        if (!refused) {
            assertThat(create(manifest.json())).as("left to the operator").isNotNull();
            return;
        }
        KubernetesClientException refusal =
                catchThrowableOfType(KubernetesClientException.class, () -> create(manifest.json()));
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.getCode()).isEqualTo(422);
        assertThat(refusal).matches(e -> manifest.isToldBy(e.getMessage()), "says " + manifest.expected());
    }

    private static JsonNode create(JsonNode manifest) {
        ((ObjectNode) manifest.get("metadata")).put("namespace", namespace);
        return Rollouts.create(namespace, manifest);
    }
}
