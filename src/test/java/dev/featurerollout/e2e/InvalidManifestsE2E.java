package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.Manifests;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every wrong manifest that an API server lets through is answered on the resource, and harms no other. */
class InvalidManifestsE2E {
    private final KubernetesClient client = ControlPlane.shared().client();

    @Test
    void whatTheApiServerLetsThroughTheOperatorRefusesAndGoesOn() throws Exception {
        List<InvalidManifest> manifests = Manifests.invalid().stream()
                .filter(manifest -> manifest.by() == InvalidManifest.By.OPERATOR)
                .toList();
        assertThat(manifests).isNotEmpty();
        try (Traffic traffic = new Traffic();
                PrometheusServer prometheus = new PrometheusServer("invalid")
                        .scrape("shop", Duration.ofSeconds(1), traffic.address())
                        .start()) {
            Story story = new Story(traffic);
            try (OperatorProcess operator = new OperatorProcess("invalid", prometheus, story.namespace()).start()) {
                for (InvalidManifest manifest : manifests) {
                    GenericKubernetesResource rollout = client.getKubernetesSerialization()
                            .convertValue(manifest.json(), GenericKubernetesResource.class);
                    rollout.getMetadata().setName(manifest.toString());
                    rollout.getMetadata().setNamespace(story.namespace());
                    client.resource(rollout).create();
                }
                story.begin();
                story.awaitState("Completed");

                for (InvalidManifest manifest : manifests) {
                    story.awaitThat(
                            manifest + " is refused",
                            () -> refusal(story, manifest).isPresent());
                    assertThat(refusal(story, manifest).orElseThrow())
                            .as(manifest.toString())
                            .startsWith("spec.");
                }
                assertThat(operator.isAlive()).isTrue();
            }
        }
    }

    private static Optional<String> refusal(Story story, InvalidManifest manifest) {
        return Optional.ofNullable(story.rollout(manifest.toString()).getStatus())
                .filter(status -> status.conditions() != null)
                .filter(status -> Story.state(status).equals("InvalidSpec"))
                .map(status -> Story.condition(status, "Ready").message());
    }
}
