package dev.featurerollout.decide;

import static dev.featurerollout.decide.Scene.inQuarter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.decide.Decision.Complete;
import dev.featurerollout.decide.Decision.Intend;
import dev.featurerollout.decide.Decision.RollBack;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a stage with sequential tests ends: at its bake time, earlier when it is safe, or not by itself. */
class InconclusiveTest {
    private static final String COHORT = "cohort: {label: variant, treatment: 'on', control: 'off'}";
    private static final String ERRORS =
            "- {name: errors, compare: {bad: errors_total, of: requests_total, " + COHORT + "}%s}\n";
    private static final String SLOW =
            "- {name: slow, compare: {histogram: latency_seconds, slowerThan: ['1'], " + COHORT + "}}\n";
    private static final String SLO = "- {name: slo, bound: {bad: errors_total, of: requests_total, rate: '0.01'}}\n";

    private static Scene tested(String guardrails, boolean safe) {
        return inQuarter()
                .spec("guardrails: {" + guardrails + "}\nsuccessCriteria:\n" + ERRORS.formatted(""))
                .saw("errors", Verdict.Pass)
                .tested("errors", safe);
    }

    private static void goesOn(Scene scene, String why) {
        assertThat(scene.decision()).isInstanceOfSatisfying(Intend.class, intend -> {
            assertThat(intend.to().name()).isEqualTo("all");
            assertThat(intend.why()).isEqualTo(why);
        });
    }

    private static void stays(Scene scene, Reason reason, String... words) {
        assertThat(scene.decision()).isInstanceOfSatisfying(Stay.class, stay -> {
            assertThat(stay.reason()).isEqualTo(reason);
            assertThat(stay.message()).contains(words);
        });
    }

    @Test
    void withoutEnoughEvidenceItHoldsAndSaysHowMuchIsMissing() {
        stays(
                tested("falseRollbackChance: 1%", false).baked(10),
                Reason.Holding,
                "inconclusive: errors: saw 1 of 100 bad with the flag, 3 of 300 without, about ",
                " more bad requests needed to show that it is less than 1.25x the control",
                "it goes on by itself when there is enough, or set spec.guardrails.onInconclusive");
    }

    @Test
    void orAdvancesAsThresholdsWould() {
        goesOn(tested("onInconclusive: Advance", false).baked(10), "stage quarter (25 %) passed its bake time of 10m");
    }

    @Test
    void orRollsBackAndSaysThatNoHarmWasFound() {
        assertThat(tested("onInconclusive: Rollback", false).baked(10).decision())
                .isInstanceOfSatisfying(RollBack.class, rollback -> {
                    assertThat(rollback.cause().reason()).isEqualTo("Inconclusive");
                    assertThat(rollback.cause().criterion()).isEmpty();
                    assertThat(rollback.cause().message()).contains("stayed inconclusive: errors: saw 1 of 100 bad");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hold", "Advance", "Rollback"})
    void whereItIsShownToBeSafeTheseDoNotMatter(String policy) {
        goesOn(tested("onInconclusive: " + policy, true).baked(10), "stage quarter (25 %) passed its bake time of 10m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hold", "Advance", "Rollback"})
    void andNothingIsDecidedBeforeTheBakeTimeIsOver(String policy) {
        stays(tested("onInconclusive: " + policy, false).baked(9), Reason.Progressing, "bake time 10m");
    }

    @Test
    void anEarlyEndIsOnlyThereWhereItIsAskedFor() {
        stays(tested("minBakeTime: 3m", true).baked(9), Reason.Progressing, "if all goes on passing");
        goesOn(
                tested("advanceEarly: true, minBakeTime: 3m", true).baked(3),
                "stage quarter (25 %) passed its bake time of 3m, shown to be safe");
    }

    @Test
    void andNotBeforeTheLeastBakeTimeNorWithoutEvidence() {
        stays(tested("advanceEarly: true, minBakeTime: 3m", true).baked(2), Reason.Progressing, "bake time 3m");
        stays(
                tested("advanceEarly: true, minBakeTime: 3m", false).baked(9),
                Reason.Progressing,
                "bake time 10m",
                "or sooner if shown to be safe");
    }

    @Test
    void aLeastBakeTimeAboveThatOfTheStageMakesItNoLonger() {
        goesOn(
                tested("advanceEarly: true, minBakeTime: 1h", true).baked(10),
                "stage quarter (25 %) passed its bake time of 10m");
    }

    @Test
    void everyComparisonMustBeSafeAndOnlyThoseThatAreNotAreNamed() {
        Scene two = inQuarter()
                .spec("successCriteria:\n" + ERRORS.formatted("") + SLOW)
                .saw("errors", Verdict.Pass)
                .saw("slow", Verdict.Pass)
                .tested("errors", true)
                .tested("slow", false)
                .baked(10);
        stays(two, Reason.Holding, "inconclusive: slow: saw 1 of 100 slow with the flag");
        assertThat(((Stay) two.decision()).message()).doesNotContain("errors");
    }

    @Test
    void aBoundIsACeilingAndNeedsNoProofOfSafety() {
        goesOn(
                inQuarter()
                        .spec("successCriteria:\n" + SLO)
                        .saw("slo", Verdict.Pass)
                        .tested("slo", false)
                        .baked(10),
                "stage quarter (25 %) passed its bake time of 10m");
    }

    @Test
    void aDryRunHoldsNothingUp() {
        goesOn(
                inQuarter()
                        .spec("successCriteria:\n" + ERRORS.formatted(", dryRun: true"))
                        .tested("errors", false)
                        .baked(10),
                "stage quarter (25 %) passed its bake time of 10m");
    }

    @Test
    void atAHundredPercentAComparisonAbstains() {
        Scene atTheEnd = Scene.with("""
            attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z"}
            stage: {name: all, index: 2, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
            target: {stage: all, percentage: 100}
            flags:
            - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 100, original: {percentage: 0, values: [{name: value, text: "0"}]}}
            """)
                .spec("successCriteria:\n" + ERRORS.formatted(""))
                .flag("a", "100");
        stays(atTheEnd.baked(9), Reason.Progressing, "bake time 10m");
        assertThat(atTheEnd.baked(10).decision()).isInstanceOf(Complete.class);
    }
}
