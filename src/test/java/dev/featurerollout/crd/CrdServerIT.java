package dev.featurerollout.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server makes of the CRD, besides validation. */
@Tag("server")
class CrdServerIT {
    private static final Path MANIFEST = Path.of("src/test/resources/crd/valid/everything-set.yaml");
    private static final Path TEMPLATE = Path.of("src/test/resources/crd/criteriatemplates/valid/everything-set.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "everything-set";

    private final ControlPlane controlPlane = ControlPlane.shared();
    private final KubernetesClient client = controlPlane.client();
    private String namespace;

    @BeforeEach
    void createRollout() {
        namespace = controlPlane.newNamespace();
        Rollouts.create(namespace, manifest());
    }

    @Test
    void aNewRolloutIsNotTakenForAReadyOne() {
        assertThat(Rollouts.get(namespace, NAME).get("status")).hasToString("{\"observedGeneration\":-1}");
    }

    @Test
    void theRecordsReadAndWriteEveryFieldOfTheSpec() {
        FeatureRollout rollout = rollout().get();
        assertThat(json(rollout.getSpec())).isEqualTo(manifest().get("spec"));
        client.resource(rollout).update();
        assertThat(Rollouts.get(namespace, NAME).get("spec"))
                .isEqualTo(manifest().get("spec"));
    }

    @Test
    void theRecordsReadAndWriteEveryFieldOfTheStatus() {
        JsonNode status = status();
        FeatureRollout rollout = rollout().get();
        rollout.setStatus(Serialization.unmarshal(Serialization.asJson(status), FeatureRolloutStatus.class));
        client.resource(rollout).inNamespace(namespace).updateStatus();
        assertThat(Rollouts.get(namespace, NAME).get("status")).isEqualTo(status);
        assertThat(json(rollout().get().getStatus())).isEqualTo(status);
    }

    @Test
    void theColumnsTellWhatIsGoingOn() {
        ObjectNode rollout = (ObjectNode) Rollouts.get(namespace, NAME);
        ObjectNode status = (ObjectNode) status();
        ((ObjectNode) status.at("/conditions/0")).put("message", "error-rate 0.043 is above max 0.01: fix it");
        rollout.set("status", status);
        client.raw(Rollouts.url(namespace) + "/" + NAME + "/status", "PUT", rollout);
        List<String> lines = kubectl("get", "fr", "-n", namespace).lines().toList();
        assertThat(lines.get(0)).matches("NAME +STATE +STAGE +PERCENT +CRITERIA +MESSAGE +AGE");
        assertThat(lines.get(1))
                .matches(NAME + " +RolledBack +quarter +0.5 +1/1 +error-rate 0.043 is above max 0.01 +[0-9]+s");
        assertThat(kubectl("get", "fr", "-n", namespace, "-o", "wide"))
                .contains("MESSAGE", "DETAILS", "error-rate 0.043 is above max 0.01: fix it");
    }

    @Test
    void theCategoryListsEveryKind() {
        String template = createTemplate();

        assertThat(kubectl("get", "feature-rollout", "-n", namespace, "-o", "name"))
                .contains("featurerollout.featurerollout.dev/" + NAME + "\n", template);
    }

    /** A category that is also a plural makes kubectl refuse, or act on every kind of the category. */
    @ParameterizedTest
    @ValueSource(strings = {"featurerollouts", "featurerollout", "fr"})
    void aNameMeansFeatureRolloutsAlone(String resource) {
        String template = createTemplate();

        assertThat(kubectl("get", resource, "-n", namespace, "-o", "name"))
                .isEqualTo("featurerollout.featurerollout.dev/" + NAME + "\n");
        assertThat(kubectl("get", resource, "-n", namespace, "--watch", "--request-timeout=1s"))
                .contains(NAME);
        kubectl("patch", resource, NAME, "-n", namespace, "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}");
        kubectl("delete", resource, "--all", "-n", namespace, "--wait=false");
        assertThat(kubectl("get", "criteriatemplates", "-n", namespace, "-o", "name"))
                .isEqualTo(template);
    }

    /** Returns what kubectl calls it, with the line's end. */
    private String createTemplate() {
        return kubectl("create", "-n", namespace, "-o", "name", "-f", TEMPLATE.toString());
    }

    @Test
    void explainTellsUnitAndDefault() {
        awaitExplained();
        assertThat(explain("spec.propagation.delay")).contains("Default: 2m, which covers kubelet's sync");
        assertThat(explain("spec.stages.percentage")).contains("in percent", "Example: 5, or \"0.5\".");
    }

    @Test
    void kubectlChecksAndAcceptsWhatIsValid() {
        awaitExplained();
        kubectl(
                "apply",
                "--validate=true",
                "--dry-run=server",
                "-n",
                namespace,
                "-f",
                MANIFEST.getParent().toString());
    }

    /** API servers publish the schema a little after the CRD is established. */
    private void awaitExplained() {
        await().ignoreExceptions().atMost(PATIENCE).until(() -> !explain("spec").isEmpty());
    }

    private String explain(String field) {
        return kubectl("explain", "featurerollout." + field).replaceAll("\\s+", " ");
    }

    @Test
    void aStageThatIsInsertedByServerSideApplyStaysInItsPlace() {
        ObjectNode applied = manifest();
        apply(applied);
        ObjectNode stage =
                applied.objectNode().put("name", "tenth").put("percentage", 10).put("bakeTime", "5m");
        applied.withObject("spec").withArray("stages").insert(2, stage);
        assertThat(apply(applied).at("/spec/stages").findValuesAsText("name"))
                .containsSubsequence("canary", "tenth", "quarter", "half", "everyone");
    }

    private JsonNode apply(JsonNode manifest) {
        client.resource(Serialization.asJson(manifest))
                .inNamespace(namespace)
                .forceConflicts()
                .serverSideApply();
        return Rollouts.get(namespace, NAME);
    }

    private Resource<FeatureRollout> rollout() {
        return client.resources(FeatureRollout.class).inNamespace(namespace).withName(NAME);
    }

    private String kubectl(String... arguments) {
        return controlPlane.kubectl().run(arguments);
    }

    private static ObjectNode manifest() {
        return (ObjectNode) Manifests.json(MANIFEST);
    }

    private static JsonNode status() {
        return Manifests.json(Path.of("src/test/resources/crd/status.yaml"));
    }

    private static JsonNode json(Object value) {
        return Rollouts.json(Serialization.asJson(value));
    }
}
