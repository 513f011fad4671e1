package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.docs.Docs;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan made of files alone. */
class PlanCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private static final String CONFIG_MAP = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: shop-flags
          labels: {featurerollout.dev/flags: "true"}
        data:
          flags.yaml: |
            # Flipt reads this.
            flags:
            - key: new-checkout
              type: BOOLEAN_FLAG_TYPE
              enabled: false
              rollouts:
              - threshold: {percentage: 0, value: true}
        """;

    private static final String ROLLOUT = """
        ---
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: shop-flags, key: flags.yaml}, format: Flipt, flag: new-checkout}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          successCriteria:
          - {name: queue, query: max(queue_length), max: 20}
        """;

    @TempDir
    Path folder;

    private static Run plan(String... args) {
        List<String> all = new ArrayList<>(List.of("plan", "--offline"));
        all.addAll(List.of(args));
        return Run.of(NOW, all);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("rollout.yaml"), text).toString();
    }

    @Test
    void theFirstExampleIsPlannedAsTheDocumentationShows() throws Exception {
        Run run = plan("-f", "examples/first", "-n", "shop");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        Docs.assertPrinted(Docs.of("plan.md"), "plan", run.out());
    }

    @Test
    void everyExampleCanBeDone() {
        for (String example : List.of(
                "compare", "demo", "first", "gitops-generated", "openfeature-operator", "plain", "quick", "ramp")) {
            Run run = plan("-f", "examples/" + example, "examples/templates");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("\nRollback, from the last stage\n");
        }
    }

    @Test
    void programsGetOneDocumentOfAllRollouts() throws Exception {
        Run json = plan("-f", "examples/demo", "-o", "json");
        Run yaml = plan("-f", "examples/demo", "-o", "yaml");

        JsonNode plans = new ObjectMapper().readTree(json.out()).path("plans");
        assertThat(plans).hasSize(2);
        assertThat(plans.findValues("stages"))
                .allSatisfy(
                        stages -> assertThat(stages.findValuesAsText("lost")).containsOnly("0"));
        assertThat(Serialization.unmarshal(yaml.out(), JsonNode.class).at("/plans/1/name"))
                .isEqualTo(plans.at("/1/name"));
    }

    @Test
    void whatIsWrongWithADocumentIsShownWhereItStandsInTheFile() throws Exception {
        String file = file(CONFIG_MAP.replace("enabled: false", "enabled: true") + ROLLOUT);

        Run run = plan("-f", file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith(file + ":12:16: error enabled: the flag \"new-checkout\" is enabled, so everybody");
    }

    @Test
    void whatIsWrongWithTheRolloutIsShownWhereItStands() throws Exception {
        String file = folder.resolve("rollout.yaml").toString();

        Run order = plan("-f", file(CONFIG_MAP + ROLLOUT.replace("percentage: 100", "percentage: 3")));
        Run flag = plan("-f", file(CONFIG_MAP + ROLLOUT.replace("flag: new-checkout", "flag: old-checkout")));
        Run missing = plan("-f", file(ROLLOUT));
        Run unlabelled = plan("-f", file(CONFIG_MAP.replace("\"true\"", "\"no\"") + ROLLOUT));

        assertThat(order.exitCode()).isEqualTo(1);
        assertThat(order.err())
                .startsWith(file + ":24:34: ")
                .contains("error InvalidSpec: spec.stages[1].percentage: 3 is not above 5");
        assertThat(flag.exitCode()).isEqualTo(1);
        assertThat(flag.err()).startsWith(file).contains("there is no flag \"old-checkout\" but new-checkout");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains(":7:5: error: there is no ConfigMap shop-flags for namespace default");
        assertThat(unlabelled.exitCode()).isEqualTo(1);
        assertThat(unlabelled.err()).contains("ConfigMap shop-flags is not labelled as one that rollouts may change");
    }

    @Test
    void whatIsOnlyRiskyIsSaidBesideThePlan() throws Exception {
        String segment = "      - segment: {key: staff, value: true}\n      - threshold";

        Run run = plan("-f", file(CONFIG_MAP.replace("      - threshold", segment) + ROLLOUT));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains(":14:18: warning segment: the users of this segment get true");
        assertThat(run.out()).contains("+  - threshold: {percentage: 5, value: true}");
    }

    @Test
    void wrongUsageIsTold() throws Exception {
        assertThat(plan("-f", "no-such-file.yaml").exitCode()).isEqualTo(2);
        assertThat(plan("-f", file(CONFIG_MAP)).err()).contains("there is no FeatureRollout in ");
        assertThat(plan("-f", "examples/first", "--kubeconfig", "config").exitCode())
                .isEqualTo(2);
    }
}
