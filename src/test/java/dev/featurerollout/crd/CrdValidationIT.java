package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.MetricsProvider;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.InvalidManifest.By;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server accepts and refuses the same manifests, with the expected words. */
@Tag("server")
class CrdValidationIT {
    private static String namespace;

    static Stream<Arguments> valid() {
        return Stream.of(Crd.values()).flatMap(crd -> crd.valid().stream().map(manifest -> arguments(crd, manifest)));
    }

    static Stream<Arguments> invalid() {
        return Stream.of(Crd.values()).flatMap(crd -> crd.invalid().stream().map(manifest -> arguments(crd, manifest)));
    }

    @BeforeAll
    static void createNamespace() {
        namespace = ControlPlane.shared().newNamespace();
    }

    /** Those without a namespace would be there for the tests of others, too. */
    @AfterAll
    static void deleteProviders() {
        ControlPlane.shared().client().resources(MetricsProvider.class).delete();
    }

    @ParameterizedTest
    @MethodSource
    void valid(Crd crd, Path manifest) {
        JsonNode written = Manifests.json(manifest);
        JsonNode stored = create(crd, written);
        assertThat(stored.get("spec")).as("nothing is dropped").isEqualTo(written.get("spec"));
    }

    @ParameterizedTest
    @MethodSource
    void invalid(Crd crd, InvalidManifest manifest) {
        if (manifest.by() == By.OPERATOR) {
            assertThat(create(crd, manifest.json())).as("left to the operator").isNotNull();
            return;
        }
        KubernetesClientException refusal =
                catchThrowableOfType(KubernetesClientException.class, () -> create(crd, manifest.json()));
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.getCode()).isEqualTo(422);
        assertThat(refusal).matches(e -> manifest.isToldBy(e.getMessage()), "says " + manifest.expected());
    }

    private static JsonNode create(Crd crd, JsonNode manifest) {
        String url = crd.url(namespace);
        ((ObjectNode) manifest).put("kind", crd.kind());
        if (url.contains(namespace)) {
            ((ObjectNode) manifest.get("metadata")).put("namespace", namespace);
        }
        return Rollouts.json(ControlPlane.shared().client().raw(url, "POST", manifest));
    }
}
