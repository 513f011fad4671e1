package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a rollout does with one operator that is left in peace: real API server, real Prometheus, real metrics. */
@Execution(ExecutionMode.CONCURRENT)
class RolloutE2E {
    private static final Traffic TRAFFIC = new Traffic();
    private static PrometheusServer prometheus;
    private static OperatorProcess operator;

    private final Story story = new Story(TRAFFIC);

    @BeforeAll
    static void start() throws Exception {
        prometheus = new PrometheusServer("rollouts")
                .scrape("shop", Duration.ofSeconds(1), TRAFFIC.address())
                .start();
        operator = new OperatorProcess("rollouts", prometheus).start();
    }

    @AfterAll
    static void stop() {
        operator.close();
        prometheus.close();
        TRAFFIC.close();
    }

    @Test
    void aHealthyFeatureReachesEveryone() {
        story.begin();

        FeatureRolloutStatus status = story.awaitState("Completed");

        assertThat(status.percentage()).isEqualTo("100");
        assertThat(story.entered())
                .containsExactly("canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");
        assertThat(story.document())
                .isEqualTo(Story.DOCUMENT.replace("[\"on\",   0], [\"off\", 100]", "[\"on\",   100], [\"off\", 0]"));
        assertThat(story.events()).contains("StageEntered", "Completed").doesNotContain("RolledBack", "StageHeld");
    }

    @Test
    void errorsBringItBackByteForByteAndItStaysDownUntilANewRevision() {
        story.begin();
        story.awaitStage("quarter");
        story.flows(200, 0.3);

        FeatureRolloutStatus status = story.awaitState("RolledBack");

        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
        assertThat(status.percentage()).isEqualTo("0");
        assertThat(status.rollback().criterion()).isEqualTo("error-rate");
        assertThat(status.rollback().from()).isEqualTo("25");
        assertThat(Story.condition(status, "Stalled").status()).isEqualTo("True");

        story.flows(200, 0.001);
        story.awaitStatus(
                "rollback verified", s -> "Verified".equals(s.rollback().outcome()));
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
        assertThat(story.events()).contains("CriterionFailing", "RolledBack", "RollbackVerified");

        story.patch("{\"spec\":{\"revision\":\"2\"}}");
        assertThat(story.awaitStage("canary").attempt().number()).isEqualTo(2);
        story.awaitState("Completed");
    }
}
