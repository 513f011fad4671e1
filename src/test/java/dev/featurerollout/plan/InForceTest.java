package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which spec counts while it is edited. */
class InForceTest {
    private static final String FLAGS = "flags: [{name: a, configMapRef: {name: one, key: a}, format: Plain}]\n";
    private static final String OTHER_FLAGS = FLAGS.replace("one", "two");
    private static final String STAGES = """
        revision: first
        allowUnguarded: true
        stages: [{name: canary, percentage: 5, bakeTime: 1m}, {name: all, percentage: 100, bakeTime: 1m}]
        """;

    private static InForce edited(String spec, String outcome) {
        FeatureRolloutStatus status = Serialization.unmarshal(
                """
                attempt: {number: 1, revision: first, startedAt: "2026-11-22T11:00:00Z"%s}
                stage: {name: canary, index: 0, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
                flags: [{name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 5, original: {percentage: 0, values: [{name: value, text: "0"}]}}]
                accepted:
                  generation: 1
                  spec:
                """.formatted(outcome) + (FLAGS + STAGES).indent(4), FeatureRolloutStatus.class);
        return InForce.of("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class), status);
    }

    private static void isRefused(InForce inForce, String path) {
        assertThat(inForce.problems()).extracting(Problem::path).containsExactly(path);
        assertThat(inForce.plan().orElseThrow().flags())
                .extracting(FlagTarget::holder)
                .containsExactly(Holder.configMap("one"));
    }

    @Test
    void otherFlagsAreRefusedUntilTheAttemptEndsAlsoWithANewRevision() {
        isRefused(edited(OTHER_FLAGS + STAGES, ""), "spec.flags");
        isRefused(edited(OTHER_FLAGS + STAGES.replace("first", "next"), ""), "spec.flags");
        assertThat(edited(OTHER_FLAGS + STAGES, ", outcome: RolledBack").isValid())
                .isTrue();
    }

    @Test
    void whatStopsARolloutIsHeardInAWrongSpecToo() {
        InForce wrong = edited(FLAGS + STAGES + "holdAt: nowhere\nsuspend: true\nrollback: {requested: true}", "");
        isRefused(wrong, "spec.holdAt");
        assertThat(wrong.plan().orElseThrow().suspended()).isTrue();
        assertThat(wrong.plan().orElseThrow().rollback().requested()).isTrue();
    }

    @Test
    void stagesThatAllBeginAboveWhatWasReachedAreRefused() {
        isRefused(edited(FLAGS + STAGES.replace("5,", "7,"), ""), "spec.stages");
        assertThat(edited(FLAGS + STAGES.replace("5,", "3,"), "").isValid()).isTrue();
        assertThat(edited(FLAGS + STAGES.replace("5,", "7,").replace("first", "next"), "")
                        .isValid())
                .isTrue();
    }

    private static final String COMPARE = """
        flags: [{name: a, configMapRef: {name: one, key: a}, format: Plain}]
        revision: first
        stages: [{name: canary, percentage: 5, bakeTime: 1m}, {name: all, percentage: 100, bakeTime: 1m}]
        args: [{name: service, value: checkout}, {name: team, value: shop}]
        guardrails: {falseRollbackChance: 1%}
        successCriteria:
        - name: errors
          compare:
            bad: errors_total{job="$(service)"}
            of: requests_total
            cohort: {label: variant, treatment: "on", control: "off"}
            tolerate: 20%
        """;

    private static InForce editedCompare(String what, String by, String outcome) {
        FeatureRolloutStatus status =
                Serialization.unmarshal("""
                    attempt: {number: 1, revision: first, startedAt: "2026-11-22T11:00:00Z"%s}
                    stage: {name: canary, index: 0, enteredAt: "2026-11-22T12:00:00Z", effectiveAt: "2026-11-22T12:01:00Z"}
                    flags: [{name: a, configMapRef: {name: one, key: a}, format: Plain, percentage: 5, original: {percentage: 0, values: [{name: value, text: "0"}]}}]
                    accepted:
                      generation: 1
                      spec:
                    """.formatted(outcome) + COMPARE.indent(4), FeatureRolloutStatus.class);
        assertThat(COMPARE).contains(what);
        FeatureRolloutSpec spec = Serialization.unmarshal(COMPARE.replace(what, by), FeatureRolloutSpec.class);
        return InForce.of("shop", "new-checkout", spec, status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tolerate: 20% | tolerate: 50%",
                "name: errors | name: failures",
                "falseRollbackChance: 1% | falseRollbackChance: 5%",
                "bad: errors_total | bad: panics_total",
                "value: checkout | value: search",
                "compare: | role: Signal, compare:",
                "compare: | dryRun: true, compare:",
                "compare: | interval: 5m, compare:",
            })
    void whatATestPromisesIsAboutTheWholeAttemptSoTheOldOneGoesOnBeingWatched(String what, String by) {
        InForce edited = editedCompare(what, by.replace(", ", "\n  "), "");
        assertThat(edited.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("spec.successCriteria");
            assertThat(problem.message()).contains("put them back, or set a new spec.revision");
        });
        Criterion watched = edited.plan().orElseThrow().first().criteria().get(0);
        assertThat(watched.name()).isEqualTo("errors");
        assertThat(watched.boundText()).isEqualTo("compare on with off, tolerate 20%");
        assertThat(watched.role()).isEqualTo(Role.Guardrail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bakeTime: 1m | bakeTime: 9m",
                "percentage: 100 | percentage: 50",
                "value: shop | value: sales",
                "falseRollbackChance: 1% | onInconclusive: Advance",
                "revision: first | revision: second",
            })
    void whatItDoesNotRestOnMayBeEdited(String what, String by) {
        assertThat(editedCompare(what, by, "").problems()).isEmpty();
    }

    @Test
    void afterTheAttemptEverythingMayBeEdited() {
        assertThat(editedCompare("tolerate: 20%", "tolerate: 50%", ", outcome: RolledBack")
                        .isValid())
                .isTrue();
    }
}
