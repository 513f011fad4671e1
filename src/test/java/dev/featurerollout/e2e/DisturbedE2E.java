package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.support.PrometheusServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a rollout does when things break: the operator, Prometheus, the API server. */
class DisturbedE2E {
    private static final List<String> EVERY_STAGE_ONCE =
            List.of("canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");

    private final Traffic traffic = new Traffic();
    private final ApiProxy proxy = new ApiProxy();
    private final Story story = new Story(traffic);
    private PrometheusServer prometheus;
    private OperatorProcess operator;

    @BeforeEach
    void start() throws Exception {
        prometheus = new PrometheusServer("disturbed")
                .scrape("shop", Duration.ofSeconds(1), traffic.address())
                .start();
        operator = new OperatorProcess("disturbed-" + story.namespace(), prometheus, story.namespace())
                .through(proxy)
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        operator.close();
        prometheus.close();
        proxy.close();
        traffic.close();
    }

    @StoryTest
    void prometheusAwayForSeveralIntervalsHoldsAndGoesOn() throws Exception {
        story.begin();
        story.awaitStage("quarter");
        prometheus.kill();

        FeatureRolloutStatus held = story.awaitState("Holding");
        assertThat(Story.condition(held, "MetricsAvailable").status()).isEqualTo("False");
        assertThat(held.percentage()).isEqualTo("25");
        assertThat(held.criteria().get(0).verdict()).isEqualTo("Unavailable");

        prometheus.start();
        story.awaitState("Completed");
        assertThat(story.entered()).isEqualTo(EVERY_STAGE_ONCE);
        assertThat(story.awaitEvents("MetricsUnavailable", "Completed")).doesNotContain("RolledBack");
    }

    @StoryTest
    void killedInMidStageItGoesOnAndThePauseCountsAsBakeTime() {
        story.begin("stages: [{name: everyone, percentage: 100, bakeTime: 10m}]");
        Instant effectiveAt = story.awaitStage("everyone").stage().effectiveAt();
        story.awaitStatus(
                "first evidence", s -> "Pass".equals(s.criteria().get(0).verdict()));
        operator.kill();
        Instant killedAt = Instant.now();
        story.awaitThat("a pause of seven looks", () -> Instant.now().isAfter(killedAt.plusSeconds(7)));
        operator.start();

        StageStatus stage = story.awaitStatus(
                        "it has looked on", s -> s.stage().bakedThrough().isAfter(killedAt.plusSeconds(6)))
                .stage();

        assertThat(stage.effectiveAt()).isEqualTo(effectiveAt);
        Duration observed = Duration.between(effectiveAt, stage.bakedThrough());
        // Every second counts but the first looks, whose cut windows hold too few scrapes.
        assertThat(observed.minus(DurationText.parse(stage.baked()))).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(story.status().attempt().number()).isEqualTo(1);
    }

    @StoryTest
    void killedBetweenIntentAndPatchItGoesOn() {
        story.begin();
        story.awaitStage("canary");
        proxy.at(ApiProxy.Moment.BEFORE, ApiProxy.Request::patchesConfigMap, operator::kill);
        story.awaitStatus("intent for quarter", s -> "quarter".equals(s.target().stage()));
        story.awaitThat("killed", () -> !operator.isAlive());
        assertThat(story.status().percentage()).isEqualTo("5");
        assertThat(story.document()).contains("[\"on\",   5]");

        operator.start();

        story.awaitState("Completed");
        assertThat(story.entered()).isEqualTo(EVERY_STAGE_ONCE);
    }

    @StoryTest
    void killedBetweenPatchAndStatusItGoesOn() {
        story.begin();
        story.awaitStage("canary");
        proxy.at(ApiProxy.Moment.AFTER, ApiProxy.Request::patchesConfigMap, operator::kill);
        story.awaitThat("killed", () -> !operator.isAlive());
        assertThat(story.document()).contains("[\"on\",   25]");
        assertThat(story.status().stage().name()).isEqualTo("canary");

        operator.start();

        story.awaitState("Completed");
        assertThat(story.entered()).isEqualTo(EVERY_STAGE_ONCE);
    }

    @StoryTest
    void killedBetweenTheRollbackAndItsStatusItStaysDown() {
        story.begin();
        story.awaitStage("quarter");
        proxy.at(ApiProxy.Moment.AFTER, ApiProxy.Request::patchesConfigMap, operator::kill);
        story.flows(200, 0.3);
        story.awaitThat("killed", () -> !operator.isAlive());
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);

        operator.start();

        FeatureRolloutStatus status = story.awaitState("RolledBack");
        assertThat(status.rollback().criterion()).isEqualTo("error-rate");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void twoOperatorsAtOnceDoNoHarm() {
        try (OperatorProcess second =
                new OperatorProcess("second-" + story.namespace(), prometheus, story.namespace()).start()) {
            story.begin();
            story.awaitStage("quarter");
            story.awaitState("Completed");
            assertThat(story.entered()).isEqualTo(EVERY_STAGE_ONCE);
            assertThat(story.awaitEvents("Completed")).containsOnlyOnce("Completed");
            assertThat(second.isAlive()).isTrue();
        }
    }

    @StoryTest
    void rolledBackItStaysDownOverRestarts() {
        story.begin();
        story.awaitStage("quarter");
        story.flows(200, 0.3);
        story.awaitState("RolledBack");
        story.flows(200, 0.001);
        operator.kill();
        operator.start();
        story.awaitStatus(
                "rollback verified", s -> "Verified".equals(s.rollback().outcome()));

        assertThat(story.state()).isEqualTo("RolledBack");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }
}
