package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.ClusterCriteriaTemplate;
import dev.featurerollout.api.v1alpha1.CriteriaTemplate;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.PrometheusServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Rollouts whose criteria stand in templates: real API server, real Prometheus, real metrics. */
class TemplateE2E {
    private static final String SLOWLY = "stages: [{name: canary, percentage: 5, bakeTime: 3s},"
            + " {name: quarter, percentage: 25, bakeTime: 60s}, {name: everyone, percentage: 100, bakeTime: 3s}]";

    private static final String SPEC = """
        spec:
          args: [{name: app}]
          overridable: [window]
          criteria:
          - name: errors
            ratio:
              bad: sum(increase(http_requests_total{app="$(app)",code=~"5.."}[$(window)]))
              of: sum(increase(http_requests_total{app="$(app)"}[$(window)]))
            max: "0.10"
            window: 10s
            interval: 1s
        """;

    private static final Traffic TRAFFIC = new Traffic();
    private static PrometheusServer prometheus;
    private static OperatorProcess operator;

    private final KubernetesClient client = ControlPlane.shared().client();
    private final Story story = new Story(TRAFFIC);

    @BeforeAll
    static void start() throws Exception {
        prometheus = new PrometheusServer("templates")
                .scrape("shop", Duration.ofSeconds(1), TRAFFIC.address())
                .start();
        operator = new OperatorProcess("templates", prometheus)
                .option("--selector=" + TRAFFIC.label())
                .start();
    }

    @AfterAll
    static void stop() {
        operator.close();
        prometheus.close();
        TRAFFIC.close();
    }

    private void createTemplate() {
        client.resource("apiVersion: featurerollout.dev/v1alpha1\nkind: CriteriaTemplate\nmetadata: {name: http,"
                        + " namespace: " + story.namespace() + "}\n" + SPEC)
                .create();
    }

    private void begin(String kind, String name, String... more) {
        story.begin(
                "successCriteria: [{name: error-rate, templateRef: {kind: %s, name: %s}, window: 5s, args: [{name: app, value: $(namespace)}]}]"
                        .formatted(kind, name),
                String.join("\n", more));
    }

    @StoryTest
    void aRolloutByATemplateOfTheClusterReachesEveryone() {
        String name = "http-" + story.namespace();
        client.resource("apiVersion: featurerollout.dev/v1alpha1\nkind: ClusterCriteriaTemplate\nmetadata: {name: "
                        + name + "}\n" + SPEC)
                .create();
        begin("ClusterCriteriaTemplate", name);

        FeatureRolloutStatus status = story.awaitState("Completed");

        assertThat(status.criteria()).singleElement().satisfies(criterion -> {
            assertThat(criterion.name()).isEqualTo("error-rate");
            assertThat(criterion.query()).contains("app=\"" + story.namespace() + "\"", "[5s]");
        });
        assertThat(status.accepted().spec().successCriteria().get(0).templateRef())
                .isNull();
        client.resources(ClusterCriteriaTemplate.class).withName(name).delete();
    }

    @StoryTest
    void aTemplateThatIsMadeStricterRollsBackARunningRollout() {
        createTemplate();
        story.flows(200, 0.05);
        begin("CriteriaTemplate", "http", SLOWLY);
        story.awaitStage("quarter");

        client.resources(CriteriaTemplate.class)
                .inNamespace(story.namespace())
                .withName("http")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"replace\",\"path\":\"/spec/criteria/0/max\",\"value\":\"0.01\"}]");

        FeatureRolloutStatus status = story.awaitState("RolledBack");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
        assertThat(status.history())
                .extracting(Transition::reason)
                .containsExactly("StageEntered", "StageEntered", "TemplateChanged", "RolledBack");
        assertThat(status.history().get(2).message())
                .isEqualTo("CriteriaTemplate " + story.namespace() + "/http was changed: error-rate (max 0.10 → 0.01)");
        story.awaitEvents("TemplateChanged");
    }

    @StoryTest
    void aDeletedTemplateIsToldAndItsGuardrailsGoOnWatching() {
        createTemplate();
        begin("CriteriaTemplate", "http", SLOWLY);
        story.awaitStage("quarter");

        client.resources(CriteriaTemplate.class)
                .inNamespace(story.namespace())
                .withName("http")
                .delete();

        FeatureRolloutStatus told = story.awaitState("InvalidSpec");
        assertThat(Story.condition(told, "Stalled").message())
                .contains("spec.successCriteria[0].templateRef.name: CriteriaTemplate " + story.namespace()
                        + "/http: there is none of that name")
                .contains("the last valid spec goes on being watched at 25 %");
        assertThat(told.percentage()).isEqualTo("25");

        story.flows(200, 0.5);
        assertThat(story.awaitState("RolledBack").rollback().criterion()).isEqualTo("error-rate");
    }

    @StoryTest
    void aRolloutThatIsThereBeforeItsTemplateWaitsForIt() {
        begin("CriteriaTemplate", "http");
        story.awaitState("InvalidSpec");

        createTemplate();

        story.awaitState("Completed");
    }
}
