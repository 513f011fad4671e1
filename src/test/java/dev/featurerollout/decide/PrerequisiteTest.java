package dev.featurerollout.decide;

import static dev.featurerollout.decide.Scene.inQuarter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.decide.Decision.Intend;
import dev.featurerollout.decide.Decision.RollBack;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rollout whose feature stands on that of another one. */
class PrerequisiteTest {
    private static final String ON_CART = "prerequisites: [{name: new-cart}]\n";
    private static final String COMPLETED = """
        attempt: {number: 1, revision: "", startedAt: "2026-11-22T11:00:00Z", outcome: Completed}
        flags:
        - {name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 100, original: {percentage: 0, values: [{name: value, text: "0"}]}}
        """;

    private static void stays(Scene scene, Reason reason, String words) {
        assertThat(scene.decision()).isInstanceOfSatisfying(Stay.class, stay -> {
            assertThat(stay.reason()).isEqualTo(reason);
            assertThat(stay.message()).contains(words);
        });
    }

    private static void goesDown(Scene scene) {
        assertThat(scene.decision()).isInstanceOfSatisfying(RollBack.class, rollback -> {
            assertThat(rollback.cause().reason()).isEqualTo("PrerequisiteRolledBack");
            assertThat(rollback.cause().message()).contains("new-cart, a prerequisite, was rolled back");
        });
    }

    @ParameterizedTest
    @CsvSource({"0, false", "4, false", "100, true"})
    void doesNotBeginBeforeThatIsThere(String percentage, boolean isDown) {
        stays(
                Scene.with("").spec(ON_CART).flag("a", "0").prerequisite("new-cart", percentage, isDown),
                Reason.Pending,
                "Not started: FeatureRollout new-cart, a prerequisite, is at " + percentage
                        + " %, below stage canary (5 %)");
    }

    @Test
    void beginsWhenThatIsAsFar() {
        assertThat(Scene.with("")
                        .spec(ON_CART)
                        .flag("a", "0")
                        .prerequisite("new-cart", "5", false)
                        .decision())
                .isInstanceOf(Intend.class);
    }

    @Test
    void oneThatDoesNotExistIsAskedFor() {
        stays(
                Scene.with("").spec(ON_CART).flag("a", "0"),
                Reason.Pending,
                "new-cart, a prerequisite, does not exist in this namespace: apply it, or take it out of"
                        + " spec.prerequisites");
    }

    @Test
    void advancesNoFurtherThanThat() {
        stays(
                inQuarter().spec(ON_CART).baked(10).prerequisite("new-cart", "50", false),
                Reason.Holding,
                "is at 50 %, below stage all (100 %): it goes on by itself");
        assertThat(inQuarter()
                        .spec(ON_CART)
                        .baked(10)
                        .prerequisite("new-cart", "100", false)
                        .decision())
                .isInstanceOf(Intend.class);
    }

    @Test
    void oneThatWasDeletedLaterLowersNobody() {
        stays(inQuarter().spec(ON_CART).baked(10), Reason.Holding, "does not exist in this namespace");
    }

    @Test
    void goesDownWithIt() {
        goesDown(inQuarter().spec(ON_CART).prerequisite("new-cart", "0", true));
    }

    @Test
    void goesDownWithItAfterCompletionToo() {
        goesDown(Scene.with(COMPLETED).spec(ON_CART).flag("a", "100").prerequisite("new-cart", "0", true));
    }

    @Test
    void withAutomaticRollbackOffAPersonDecides() {
        stays(
                inQuarter().spec(ON_CART + "rollback: {automatic: false}\n").prerequisite("new-cart", "0", true),
                Reason.Holding,
                "new-cart, a prerequisite, was rolled back; automatic rollback is off, so a person must decide");
    }
}
