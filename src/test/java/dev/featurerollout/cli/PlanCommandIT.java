package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan for a cluster, in which a rollout is under way. */
class PlanCommandIT {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    private static final String ROLLOUT = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: digest}
        spec:
          revision: first
          flags:
          - {name: digest, configMapRef: {name: mail, key: percentage}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: half, percentage: 50, bakeTime: 30m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          successCriteria:
          - {name: queue, templateRef: {kind: CriteriaTemplate, name: queue}}
        """;

    private static final String TEMPLATE = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: CriteriaTemplate
        metadata: {name: queue}
        spec:
          criteria:
          - {name: queue, query: max(queue_length), max: 20, interval: 1m}
        """;

    private static final String STATUS = """
        status:
          observedGeneration: 1
          percentage: 50
          attempt: {number: 1, revision: first, startedAt: "2026-11-22T08:00:00Z"}
          stage: {name: half, index: 1, enteredAt: "2026-11-22T08:40:00Z", effectiveAt: "2026-11-22T08:42:00Z",
                  baked: 10m, bakedThrough: "2026-11-22T08:52:00Z"}
          target: {stage: half, percentage: 50}
          accepted:
            generation: 1
            spec:
              revision: first
              flags:
              - {name: digest, configMapRef: {name: mail, key: percentage}, format: Plain}
              stages:
              - {name: canary, percentage: 5, bakeTime: 10m}
              - {name: half, percentage: 50, bakeTime: 30m}
              - {name: everyone, percentage: 100, bakeTime: 1h}
              successCriteria:
              - {name: queue, query: max(queue_length), max: 20, interval: 1m}
          flags:
          - {name: digest, configMapRef: {name: mail, key: percentage}, format: Plain, percentage: 50, resourceVersion: "1",
             original: {percentage: 2, values: [{name: value, text: "2"}]}}
        """;

    @TempDir
    Path folder;

    private final ControlPlane controlPlane = ControlPlane.shared();
    private final KubernetesClient client = controlPlane.client();
    private final String namespace = controlPlane.newNamespace();

    @BeforeEach
    void aRolloutIsInItsSecondStage() {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("mail")
                        .withLabels(Map.of("featurerollout.dev/flags", "true"))
                        .endMetadata()
                        .addToData("percentage", "50\n")
                        .build())
                .create();
        client.load(stream(TEMPLATE)).inNamespace(namespace).create();
        client.load(stream(ROLLOUT)).inNamespace(namespace).create();
        FeatureRollout begun = Serialization.unmarshal(ROLLOUT + STATUS, FeatureRollout.class);
        begun.getMetadata().setNamespace(namespace);
        begun.getMetadata().setResourceVersion(rollout().getMetadata().getResourceVersion());
        client.resource(begun).updateStatus();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private FeatureRollout rollout() {
        return client.resources(FeatureRollout.class)
                .inNamespace(namespace)
                .withName("digest")
                .get();
    }

    private ConfigMap mail() {
        return client.configMaps().inNamespace(namespace).withName("mail").get();
    }

    private Run plan(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("rollout.yaml"), text);
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), controlPlane.kubeconfig());
        return Run.of(
                NOW, List.of("plan", "-f", file.toString(), "-n", namespace, "--kubeconfig", kubeconfig.toString()));
    }

    @Test
    void itIsToldFromTheStageItIsInAndNothingIsWritten() throws Exception {
        List<String> before = versions();

        Run run = plan(ROLLOUT);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith(namespace + "/digest, as of 2026-11-22T09:00:00Z\nattempt 1, in stage half (50 %)\n")
                .doesNotContain("Stage canary")
                .contains("Stage half (50 %), where it is now\n")
                .contains("left 2026-11-22T09:12:00Z at the earliest")
                .contains("held by  queue: Guardrail, max 20, looked at every 1m")
                .contains("\n-50\n+100\n")
                .contains("\n-100\n+2\n");
        assertThat(versions()).isEqualTo(before);
    }

    private List<String> versions() {
        return List.of(
                rollout().getMetadata().getResourceVersion(),
                mail().getMetadata().getResourceVersion());
    }

    @Test
    void whatMayNotChangeInTheMiddleOfAnAttemptIsSaidBeforeItIsApplied() throws Exception {
        Run run = plan(ROLLOUT.replace("name: canary, percentage: 5,", "name: canary, percentage: 55,")
                .replace("name: half, percentage: 50,", "name: half, percentage: 60,"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "rollout.yaml:9:3: error InvalidSpec: spec.stages: all begin above the 50 % that was reached");
    }

    @Test
    void aServerThatIsNotThereIsNoAnswer() throws Exception {
        Path file = Files.writeString(folder.resolve("rollout.yaml"), ROLLOUT);
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"),
                controlPlane.kubeconfig().replaceAll("server: [^,}]*", "server: 'https://127.0.0.1:1'"));

        Run run = Run.of(
                NOW, List.of("plan", "-f", file.toString(), "-n", namespace, "--kubeconfig", kubeconfig.toString()));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("the API server did not give");
    }
}
