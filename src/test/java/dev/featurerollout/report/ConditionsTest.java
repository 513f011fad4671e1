package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kstatus, Flux, Argo CD and people read off a status. */
class ConditionsTest {
    private static final String ERRORS = "successCriteria: [{name: errors, query: q, max: '0.01'}]";

    private static FeatureRolloutStatus status(Scene scene, Decision decision) {
        Situation situation = scene.situation();
        return StatusProjection.next(
                situation, decision, Outcome.untouched(situation.snapshot().flags()), situation.now());
    }

    private static FeatureRolloutStatus status(Scene scene) {
        return status(scene, scene.decision());
    }

    private static Optional<Condition> condition(FeatureRolloutStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    private static String text(FeatureRolloutStatus status, String type) {
        return condition(status, type)
                .map(condition -> condition.status() + " " + condition.reason())
                .orElse("");
    }

    @Test
    void theMessageOfTheColumnIsThatOfReadyAndShort() {
        String message = "The query of criterion error-rate gives 12 series. Aggregate them with sum(), or set"
                + " multipleSeries to say which of them counts.";
        FeatureRolloutStatus status = status(Scene.inQuarter(), new Stay(Reason.InvalidQuery, message));

        assertThat(condition(status, "Ready").orElseThrow().message()).isEqualTo(message);
        assertThat(status.message()).isEqualTo("The query of criterion error-rate gives 12 series.");
    }

    /** The table of the API. */
    @ParameterizedTest
    @CsvSource({
        "Pending,          Unknown, True,  ''",
        "Progressing,      Unknown, True,  ''",
        "Holding,          Unknown, True,  ''",
        "AwaitingApproval, Unknown, '',    ''",
        "Suspended,        Unknown, '',    ''",
        "Completed,        True,    '',    ''",
        "RollingBack,      Unknown, True,  ''",
        "RolledBack,       False,   '',    True",
        "InvalidSpec,      False,   '',    True",
        "FlagNotFound,     False,   '',    True",
        "InvalidQuery,     False,   '',    True",
        "FlagContested,    False,   '',    True"
    })
    void theStateIsTheReasonOfReady(Reason reason, String ready, String reconciling, String stalled) {
        FeatureRolloutStatus status = status(Scene.inQuarter(), new Stay(reason, "why"));
        assertThat(text(status, "Ready")).isEqualTo(ready + " " + reason);
        assertThat(condition(status, "Reconciling").map(Condition::status).orElse(""))
                .isEqualTo(reconciling);
        assertThat(condition(status, "Stalled").map(Condition::status).orElse(""))
                .isEqualTo(stalled);
        assertThat(condition(status, "Ready").orElseThrow().message()).isEqualTo("why");
    }

    @Test
    void everyConditionSaysWhichSpecItIsAboutAndWhen() {
        assertThat(status(Scene.inQuarter()).conditions())
                .allSatisfy(condition -> {
                    assertThat(condition.observedGeneration()).isEqualTo(1);
                    assertThat(condition.lastTransitionTime()).isNotNull();
                    assertThat(condition.reason()).matches("[A-Za-z]+");
                    assertThat(condition.message()).isNotEmpty();
                })
                .extracting(Condition::type)
                .isSorted();
    }

    @Test
    void theTimeOfAConditionIsThatOfItsStatusNotOfItsMessage() {
        Instant earlier = Scene.NOON.minusSeconds(60);
        List<Condition> last = List.of(
                new Condition("Ready", "Unknown", 1L, earlier, "Progressing", "other words"),
                new Condition("FlagsInSync", "False", 1L, earlier, "LoweredByHand", "x"));
        Conditions conditions = new Conditions(last, 2, Scene.NOON);
        conditions.set("Ready", "Unknown", "Holding", "why");
        conditions.set("FlagsInSync", "True", "InSync", "fine");
        assertThat(conditions.all())
                .containsExactly(
                        new Condition("FlagsInSync", "True", 2L, Scene.NOON, "InSync", "fine"),
                        new Condition("Ready", "Unknown", 2L, earlier, "Holding", "why"));
    }

    @Test
    void longMessagesAreCut() {
        Conditions conditions = new Conditions(null, 1, Scene.NOON);
        conditions.set("Ready", "True", "Completed", "x".repeat(5000));
        assertThat(conditions.all().get(0).message()).hasSize(2048).endsWith("…");
    }

    @Test
    void metrics() {
        assertThat(text(status(Scene.inQuarter().spec(ERRORS)), "MetricsAvailable"))
                .isEqualTo("Unknown NotAsked");
        assertThat(text(status(Scene.inQuarter().spec(ERRORS).saw("errors", Verdict.Fail)), "MetricsAvailable"))
                .isEqualTo("True Answering");
        assertThat(text(status(Scene.inQuarter().spec(ERRORS).saw("errors", Verdict.Unavailable)), "MetricsAvailable"))
                .isEqualTo("False Unavailable");
    }

    @Test
    void flags() {
        assertThat(text(status(Scene.inQuarter()), "FlagsInSync")).isEqualTo("True InSync");
        assertThat(text(status(Scene.inQuarter().flag("a", "5")), "FlagsInSync"))
                .isEqualTo("False LoweredByHand");
        assertThat(text(status(Scene.inQuarter().unreadable("a")), "FlagsInSync"))
                .isEqualTo("False FlagNotFound");
        assertThat(text(status(Scene.inQuarter().flag("a", "50")), "FlagsInSync"))
                .as("brought back in this pass")
                .isEqualTo("True InSync");
        Scene contested = Scene.inQuarter()
                .flag("a", "50")
                .status("drift: {corrections: 3, firstCorrectionAt: '2026-11-22T12:15:00Z'}");
        assertThat(text(status(contested), "FlagsInSync")).isEqualTo("False FlagContested");
    }

    @Test
    void howAnAttemptEnded() {
        FeatureRolloutStatus completed =
                status(Scene.inQuarter(), new Decision.Complete("Completed at 100 %", "", Map.of()));
        assertThat(text(completed, "Completed")).isEqualTo("True Completed");
        assertThat(text(completed, "RolledBack")).isEqualTo("False NotSo");
        FeatureRolloutStatus rolledBack = status(
                Scene.inQuarter().flag("a", "0"),
                new Decision.RollBack(new Decision.Cause("Requested", Optional.empty(), Optional.empty(), "asked")));
        assertThat(text(rolledBack, "RolledBack")).isEqualTo("True RolledBack");
        assertThat(text(rolledBack, "Ready")).isEqualTo("False RolledBack");
        assertThat(rolledBack.stage()).isNull();
        assertThat(rolledBack.rollback().from()).isEqualTo("25");
    }

    @Test
    void aRollbackThatIsNotCompleteIsUnderWay() {
        Situation situation = Scene.inQuarter().situation();
        FeatureRolloutStatus status = StatusProjection.next(
                situation,
                new Decision.RollBack(new Decision.Cause("Requested", Optional.empty(), Optional.empty(), "asked")),
                new Outcome(situation.snapshot().flags(), 0, List.of("ConfigMap one could not be changed")),
                situation.now());
        assertThat(text(status, "Ready")).isEqualTo("Unknown RollingBack");
        assertThat(status.attempt().outcome()).isNull();
        assertThat(status.rollback().patchedAt()).isNull();
        assertThat(status.stage().name()).as("what it is rolled back from").isEqualTo("quarter");
    }

    @Test
    void aMoveThatIsNotCarriedOutAtOnceIsWithdrawn() {
        Scene scene = Scene.inQuarter().spec(ERRORS).saw("errors", Verdict.Warning);
        FeatureRolloutStatus intended = status(
                scene, new Decision.Intend(scene.situation().plan().stages().get(2), false, "why"));
        assertThat(intended.target().percentage()).isEqualTo("100");
        assertThat(status(scene).target().percentage()).isEqualTo("25");
    }
}
