package dev.featurerollout.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.support.PrometheusServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** What a rollout does with one operator that is left in peace: real API server, real Prometheus, real metrics. */
class RolloutE2E {
    /** Long enough to see at 25 % what happens at 25 %, on a slow machine too. */
    private static final String LONG_QUARTER = "stages: [{name: canary, percentage: 5, bakeTime: 3s},"
            + " {name: quarter, percentage: 25, bakeTime: 15s}, {name: everyone, percentage: 100, bakeTime: 3s}]";

    private static final Traffic TRAFFIC = new Traffic();
    private static PrometheusServer prometheus;
    private static OperatorProcess operator;

    private final Story story = new Story(TRAFFIC);

    @BeforeAll
    static void start() throws Exception {
        prometheus = new PrometheusServer("rollouts")
                .scrape("shop", Duration.ofSeconds(1), TRAFFIC.address())
                .start();
        operator = new OperatorProcess("rollouts", prometheus)
                .option("--selector=" + TRAFFIC.label())
                .start();
    }

    @AfterAll
    static void stop() {
        operator.close();
        prometheus.close();
        TRAFFIC.close();
    }

    @Tag("server")
    @Tag("prometheus")
    @StoryTest
    void aHealthyFeatureReachesEveryone() {
        story.begin();

        FeatureRolloutStatus status = story.awaitState("Completed");

        assertThat(status.percentage()).isEqualTo("100");
        assertThat(story.entered())
                .containsExactly("canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");
        assertThat(story.document())
                .isEqualTo(Story.DOCUMENT.replace("[\"on\",   0], [\"off\", 100]", "[\"on\",   100], [\"off\", 0]"));
        assertThat(story.awaitEvents("StageEntered", "Completed")).doesNotContain("RolledBack", "StageHeld");
    }

    @Tag("server")
    @StoryTest
    void errorsBringItBackByteForByteAndItStaysDownUntilANewRevision() {
        story.begin(LONG_QUARTER);
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
        story.awaitEvents("CriterionFailing", "RolledBack", "RollbackVerified");

        story.patch("{\"spec\":{\"revision\":\"2\"}}");
        assertThat(story.awaitStage("canary").attempt().number()).isEqualTo(2);
        story.awaitState("Completed");
    }

    @StoryTest
    void aWarningHoldsAndGoesOnByItself() {
        story.begin(LONG_QUARTER);
        story.awaitStage("quarter");
        story.flows(200, 0.035);

        FeatureRolloutStatus held = story.awaitState("Holding");
        assertThat(Story.condition(held, "Ready").message()).contains("error-rate", "investigate");
        assertThat(held.percentage()).isEqualTo("25");

        story.flows(200, 0.001);
        story.awaitState("Completed");
        assertThat(story.awaitEvents("StageHeld", "StageResumed")).doesNotContain("RolledBack");
    }

    @StoryTest
    void withoutTrafficItHolds() {
        story.begin();
        story.awaitStage("canary");
        story.flows(0, 0);

        FeatureRolloutStatus held = story.awaitState("Holding");
        assertThat(Story.condition(held, "Ready").message()).contains("no traffic");
        assertThat(held.criteria().get(0).verdict()).isEqualTo("NoData");

        story.flows(200, 0.001);
        story.awaitState("Completed");
    }

    @StoryTest
    void aQueryErrorIsToldInTheServersOwnWordsBeforeAnythingIsChangedAndMendedByAnEdit() {
        story.begin("successCriteria: [{name: errors, query: 'sum(rate(http_requests_total[5s])', max: \"1\", interval:"
                + " 1s}]");

        FeatureRolloutStatus stalled = story.awaitState("InvalidQuery");
        assertThat(Story.condition(stalled, "Stalled").message()).contains("unclosed left parenthesis");
        assertThat(stalled.percentage()).isEqualTo("0");

        story.patch("{\"spec\":{\"successCriteria\":[{\"name\":\"errors\",\"query\":\"vector(0)\",\"max\":\"1\","
                + "\"interval\":\"1s\",\"window\":\"2s\"}]}}");
        story.awaitState("Completed");
    }

    @StoryTest
    void suspendStaysAndGuardrailsGoOnWatching() {
        story.begin();
        story.awaitStage("quarter");
        story.patch("{\"spec\":{\"suspend\":true}}");
        FeatureRolloutStatus suspended = story.awaitState("Suspended");
        assertThat(suspended.percentage()).isEqualTo("25");

        story.flows(200, 0.3);

        assertThat(story.awaitState("RolledBack").percentage()).isEqualTo("0");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void suspendUnsetGoesOn() {
        story.begin("suspend: true");
        assertThat(story.awaitState("Suspended").attempt()).isNull();
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);

        story.patch("{\"spec\":{\"suspend\":false}}");

        story.awaitState("Completed");
    }

    @StoryTest
    void holdAtGoesNoFurther() {
        story.begin("holdAt: quarter");

        FeatureRolloutStatus held = story.awaitState("Suspended");
        assertThat(held.percentage()).isEqualTo("25");
        assertThat(held.stage().bakedAt()).isNotNull();

        story.patch("{\"spec\":{\"holdAt\":null}}");
        story.awaitState("Completed");
    }

    @StoryTest
    void oneLineRollsBackAndKeepsItDown() {
        story.begin();
        story.awaitStage("half");
        story.patch("{\"spec\":{\"rollback\":{\"requested\":true}}}");

        FeatureRolloutStatus status = story.awaitState("RolledBack");

        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
        assertThat(status.rollback().reason()).isEqualTo("Requested");
        story.patch("{\"spec\":{\"rollback\":{\"requested\":false}}}");
        story.awaitStatus("request seen", s -> s.observedGeneration() == 3);
        assertThat(story.state()).isEqualTo("RolledBack");
    }

    @StoryTest
    void aFlagLoweredByHandIsRespectedUntilItIsPutBack() {
        story.begin();
        story.awaitStage("quarter");
        story.write("argocd-controller", "[\"on\",   25], [\"off\", 75]", "[\"on\",   0], [\"off\", 100]");

        FeatureRolloutStatus held = story.awaitState("Holding");

        assertThat(Story.condition(held, "FlagsInSync").reason()).isEqualTo("LoweredByHand");
        assertThat(Story.condition(held, "Ready").message())
                .contains("argocd-controller", "RespectIgnoreDifferences=true");
        assertThat(held.percentage()).isEqualTo("0");
        story.write("kubectl-edit", "[\"on\",   0], [\"off\", 100]", "[\"on\",   25], [\"off\", 75]");
        story.awaitState("Completed");
        story.awaitEvents("LoweredByHand");
    }

    @StoryTest
    void aFlagLoweredByHandGoesOnAfterSuspendWasSetAndUnset() {
        story.begin();
        story.awaitStage("quarter");
        story.write("kubectl-edit", "[\"on\",   25], [\"off\", 75]", "[\"on\",   0], [\"off\", 100]");
        story.awaitState("Holding");
        story.patch("{\"spec\":{\"suspend\":true}}");
        story.awaitState("Suspended");
        story.patch("{\"spec\":{\"suspend\":false}}");

        story.awaitState("Completed");

        assertThat(story.entered())
                .containsExactly(
                        "canary (5 %)",
                        "quarter (25 %)", "canary (5 %)", "quarter (25 %)", "half (50 %)", "everyone (100 %)");
    }

    @StoryTest
    void aFlagRaisedByHandIsBroughtBackAndAnInsistingWriterIsLetBe() {
        story.begin("holdAt: quarter");
        story.awaitStage("quarter");
        for (int i = 0; i < 3; i++) {
            story.write("terraform", "[\"on\",   25], [\"off\", 75]", "[\"on\",   90], [\"off\", 10]");
            story.awaitThat("brought back", () -> story.document().contains("[\"on\",   25], [\"off\", 75]"));
        }
        story.write("terraform", "[\"on\",   25], [\"off\", 75]", "[\"on\",   90], [\"off\", 10]");

        FeatureRolloutStatus contested = story.awaitState("FlagContested");

        assertThat(Story.condition(contested, "Stalled").message()).contains("terraform");
        story.awaitEvents("DriftCorrected", "FlagContested");
        story.flows(200, 0.3);
        story.awaitState("RolledBack");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void aConfigMapThatIsDeletedUnlabelledOrBrokenStallsAndIsMended() {
        story.begin("holdAt: canary");
        story.awaitStage("canary");
        String atFive = story.document();

        story.deleteConfigMap();
        assertThat(Story.condition(story.awaitState("FlagNotFound"), "Ready").message())
                .contains("does not exist");
        story.createConfigMap();
        story.awaitState("Holding");
        story.writeDocument("kubectl-edit", atFive);
        story.awaitState("Progressing");

        story.label("null");
        assertThat(Story.condition(story.awaitState("FlagNotFound"), "Ready").message())
                .contains("kubectl label configmap shop-flags -n " + story.namespace());
        story.label("\"true\"");
        story.awaitStatus("goes on", s -> !Story.state(s).equals("FlagNotFound"));

        story.writeDocument("kubectl-edit", atFive.replace("\"flags\": {", "\"flags\": {{"));
        assertThat(Story.condition(story.awaitState("FlagNotFound"), "Ready").message())
                .contains("shop-flags/flags.json:2:");
        story.writeDocument("kubectl-edit", atFive);
        story.awaitState("Suspended");
        assertThat(story.document()).isEqualTo(atFive);
    }

    @StoryTest
    void anInvalidEditIsSaidAndTheLastValidSpecGoesOnBeingWatched() {
        story.begin("holdAt: quarter");
        story.awaitStage("quarter");
        // Nothing that a schema could see.
        story.patch("{\"spec\":{\"successCriteria\":[{\"name\":\"errors\",\"query\":\"errors{app=\\\"$(nobody)\\\"}\","
                + "\"max\":\"1\"}]}}");

        FeatureRolloutStatus invalid = story.awaitState("InvalidSpec");
        assertThat(Story.condition(invalid, "Ready").message())
                .contains("spec.successCriteria[0].query", "unknown variable $(nobody)");
        assertThat(invalid.percentage()).isEqualTo("25");

        story.flows(200, 0.3);
        story.awaitState("RolledBack");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void ofTwoRolloutsOnOneFlagTheYoungerIsRefused() {
        story.begin("holdAt: canary");
        story.awaitStage("canary");

        story.beginAs("usurper");

        story.awaitThat(
                "younger refused",
                () -> story.rollout("usurper").getStatus() != null
                        && story.rollout("usurper").getStatus().conditions() != null
                        && Story.state(story.rollout("usurper").getStatus()).equals("InvalidSpec"));
        assertThat(Story.condition(story.rollout("usurper").getStatus(), "Ready")
                        .message())
                .contains("FeatureRollout new-checkout already moves");
        assertThat(story.rollout("usurper").getStatus().attempt()).isNull();
    }

    @StoryTest
    void deletingKeepsTheFlagUnlessAskedToRestoreIt() {
        story.begin();
        story.awaitStage("quarter");
        String atQuarter = story.document();
        assertThat(story.rollout().getFinalizers()).isEmpty();

        story.delete();

        story.awaitThat("gone", () -> story.rollout() == null);
        assertThat(story.document()).isEqualTo(atQuarter);
        story.awaitEvents("DeletedInMidAttempt");
    }

    @StoryTest
    void deletingRestoresTheFlagIfAsked() {
        story.begin("rollback: {onDelete: Restore}");
        story.awaitStage("quarter");

        story.delete();

        story.awaitThat("gone", () -> story.rollout() == null);
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void aRegressionDuringTheSoakAtEveryoneRollsBack() {
        story.begin("stages: [{name: everyone, percentage: 100, bakeTime: 10m}]");
        story.awaitStage("everyone");
        story.awaitStatus(
                "some passing evidence", s -> "Pass".equals(s.criteria().get(0).verdict()));

        story.flows(200, 0.3);

        FeatureRolloutStatus status = story.awaitState("RolledBack");
        assertThat(status.rollback().from()).isEqualTo("100");
        assertThat(story.document()).isEqualTo(Story.DOCUMENT);
    }

    @StoryTest
    void otherPartsOfTheDocumentThatWereEditedMeanwhileStay() {
        story.begin();
        story.awaitStage("quarter");
        story.write("kubectl-edit", "\"a\": 1", "\"a\": 17");
        story.flows(200, 0.3);

        story.awaitState("RolledBack");

        assertThat(story.document()).isEqualTo(Story.DOCUMENT.replace("\"a\": 1", "\"a\": 17"));
    }
}
