package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.support.InvalidManifest;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator refuses what the CRD's rules refuse, since an object may be older than a rule. Which field it names is
 * listed here.
 */
class PlanCompilerTest {
    private static final Map<String, String> FIELD = """
        bake-time-in-days: spec.stages[0].bakeTime
        bake-time-in-iso: spec.stages[0].bakeTime
        bake-time-without-unit: spec.stages[0].bakeTime
        args-without-template: spec.successCriteria[0].args
        baseline-without-limit: spec.successCriteria[0].baseline
        compare-bad-without-of: spec.successCriteria[0].compare
        compare-higher-is-without-value: spec.successCriteria[0].compare.higherIs
        compare-of-nothing: spec.successCriteria[0].compare
        compare-slower-than-without-histogram: spec.successCriteria[0].compare.slowerThan
        compare-with-max: spec.successCriteria[0]
        exposure-of-nothing: spec.propagation.exposure
        exposure-tolerance-of-counts: spec.propagation.exposure.tolerance
        exposure-tolerate-of-query: spec.propagation.exposure.tolerate
        exposure-without-cohort: spec.propagation.exposure
        args-built-in: spec.args[0].name
        from-is-the-configmap-itself: spec.flags[0].from.name
        one-document-from-two-bases: spec.flags[1].from
        criterion-name-in-spec-and-stage: spec.stages[1].successCriteria[].name
        criterion-without-bound: spec.successCriteria[0]
        criterion-without-bound-in-a-stage: spec.stages[0].successCriteria[0]
        empty-success-criteria: spec.successCriteria
        config-map-and-feature-flag: spec.flags[0]
        config-map-missing: spec.flags[0]
        feature-flag-flag-in-two-entries: spec.flags
        feature-flag-of-another-format: spec.flags[0].format
        flagd-with-path: spec.flags[0].path
        flagd-without-flag: spec.flags[0].flag
        hold-at-unknown-stage: spec.holdAt
        hold-deadline-zero: spec.holdDeadline.after
        interval-zero: spec.successCriteria[0].interval
        min-above-max: spec.successCriteria[0].min
        neither-query-nor-ratio: spec.successCriteria[0]
        neither-stages-nor-ramp: spec.stages
        no-data-passes-without-samples: spec.successCriteria[0].noData
        no-success-criteria: spec.successCriteria
        one-flag-in-two-entries: spec.flags
        nudge-pods-not-a-label: spec.propagation.nudgePods.matchLabels
        percentage-above-100-in-decimals: spec.stages[1].percentage
        percentage-zero-in-decimals: spec.stages[0].percentage
        percentages-compared-as-text: spec.stages[1].percentage
        percentages-equal: spec.stages[1].percentage
        percentages-not-increasing: spec.stages[2].percentage
        plain-with-flag: spec.flags[0].flag
        plain-with-variation: spec.flags[0].variation
        propagation-preset-and-delay: spec.propagation
        query-and-ratio: spec.successCriteria[0]
        ramp-exponential-factor-one: spec.ramp.factor
        ramp-exponential-of-too-many-stages: spec.ramp.factor
        ramp-exponential-that-hardly-rises: spec.ramp.factor
        ramp-from-above-to: spec.ramp.to
        ramp-from-zero: spec.ramp.from
        ramp-linear-of-51-stages: spec.ramp.step
        ramp-linear-step-zero: spec.ramp.step
        ramp-to-above-100: spec.ramp.to
        ramp-to-below-the-default-from: spec.ramp.to
        ratio-good-with-max: spec.successCriteria[0].max
        ratio-of-bad-and-good: spec.successCriteria[0].ratio
        ratio-without-numerator: spec.successCriteria[0].ratio
        samples-min-zero: spec.successCriteria[0].samples.min
        stage-names-twice: spec.stages[].name
        stages-and-ramp: spec.ramp
        unleash-percentage-in-decimals: spec.stages[0].percentage
        audience-twice: spec.stages[].audience
        collapse-of-plain: spec.completion.collapse
        feature-management-audience-of-organisation: spec.stages[0].audience.attribute
        percentage-missing: spec.stages[0].percentage
        plain-with-audience: spec.stages[0].audience
        plain-with-create: spec.flags[0].create
        stage-of-percentage-and-audience: spec.stages[0]
        unleash-with-variation: spec.flags[0].variation
        unguarded-denied: spec.successCriteria
        variable-unknown: spec.successCriteria[0].query
        warning-above-max: spec.successCriteria[0].warning.max
        warning-below-min: spec.successCriteria[0].warning.min
        warning-max-below-min: spec.successCriteria[0].warning
        warning-max-without-max: spec.successCriteria[0].warning.max
        warning-min-without-min: spec.successCriteria[0].warning.min
        window-zero: spec.successCriteria[0].window
        """.lines()
            .map(line -> line.strip().split(": "))
            .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));

    static Stream<InvalidManifest> whatTheSchemaLetsThrough() {
        return Manifests.invalid().stream().filter(it -> it.by() != InvalidManifest.By.SCHEMA);
    }

    static List<Path> valid() {
        return Manifests.valid();
    }

    private static Compiled compile(JsonNode manifest) {
        FeatureRolloutSpec spec = Serialization.unmarshal(manifest.toString(), FeatureRollout.class)
                .getSpec();
        return PlanCompiler.compile("shop", "new-checkout", spec);
    }

    private static Plan plan(String spec) {
        Compiled compiled =
                PlanCompiler.compile("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class));
        assertThat(compiled).isInstanceOf(Compiled.Valid.class);
        return ((Compiled.Valid) compiled).plan();
    }

    @ParameterizedTest
    @MethodSource
    void whatTheSchemaLetsThrough(InvalidManifest manifest) {
        Compiled compiled = compile(manifest.json());
        assertThat(compiled).isInstanceOf(Compiled.Invalid.class);
        assertThat(((Compiled.Invalid) compiled).problems())
                .extracting(Problem::path)
                .contains(FIELD.get(manifest.toString()));
    }

    @ParameterizedTest
    @MethodSource
    void valid(Path manifest) {
        assertThat(compile(Manifests.json(manifest))).isInstanceOf(Compiled.Valid.class);
    }

    @Test
    void noSpecAtAll() {
        assertThat(PlanCompiler.compile("shop", "new-checkout", null))
                .isInstanceOfSatisfying(
                        Compiled.Invalid.class,
                        invalid -> assertThat(invalid.message()).startsWith("spec: is required"));
    }

    private static final String FLAGS = """
        flags: [{name: a, configMapRef: {name: f, key: k}, format: Plain}]
        """;

    @Test
    void everythingElseHasADefault() {
        Plan plan = plan(FLAGS + """
            stages: [{name: all, percentage: 100, bakeTime: 1h30m}]
            successCriteria: [{name: errors, query: errors, max: "0.01"}]
            """);
        Criterion criterion = plan.first().criteria().get(0);
        assertThat(plan.propagationDelay()).isEqualTo(Duration.ofMinutes(2));
        assertThat(plan.rollback().automatic()).isTrue();
        assertThat(plan.rollback().to()).isEqualTo(Plan.Destination.Original);
        assertThat(plan.rollback().recoveryTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(plan.revision()).isEmpty();
        assertThat(criterion.role()).isEqualTo(Role.Guardrail);
        assertThat(criterion.window()).isEqualTo(Duration.ofMinutes(5));
        assertThat(criterion.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(criterion.failureLimit()).isEqualTo(1);
        assertThat(criterion.noData()).isEqualTo(Criterion.NoDataPolicy.Hold);
        assertThat(criterion.multipleSeries()).isEqualTo(Criterion.SeriesPolicy.Refuse);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2m",
        "preset: KubernetesWatch, 5s",
        "preset: Polling60s, 1m",
        "preset: MountedFile, 2m",
        "preset: MountedFilePolling5s, 2m5s",
        "preset: MountedFilePolling30s, 2m30s",
        "preset: MountedFilePolling60s, 3m",
        "preset: SpringConfigurationWatcher, 2m",
        "delay: 90s, 1m30s"
    })
    void aChangeTakesAsLongToArriveAsItsReadersNeed(String propagation, String delay) {
        Plan plan = plan(FLAGS + "allowUnguarded: true\nramp: {bakeTime: 10m}\npropagation: {" + propagation + "}");
        assertThat(DurationText.format(plan.propagationDelay())).isEqualTo(delay);
    }

    @Test
    void rampsEndWhereTheyAreToEnd() {
        assertThat(ramp("{bakeTime: 10m}")).containsExactly("5", "10", "20", "40", "80", "100");
        assertThat(ramp("{growth: Linear, from: 5, to: 30, bakeTime: 10m}")).containsExactly("5", "15", "25", "30");
        assertThat(ramp("{growth: Linear, from: 10, to: 30, bakeTime: 10m}")).containsExactly("10", "20", "30");
        assertThat(ramp("{from: \"0.5\", to: 5, factor: \"3\", bakeTime: 10m}"))
                .containsExactly("0.5", "1.5", "4.5", "5");
        assertThat(ramp("{from: 50, to: 50, bakeTime: 10m}")).containsExactly("50");
    }

    @Test
    void aRampThatHardlyRisesIsRefusedAtOnce() {
        String slow = "ramp: {from: '0.0001', factor: '1.0001', bakeTime: 10m}\n";
        Compiled compiled = assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> PlanCompiler.compile(
                        "shop",
                        "new-checkout",
                        Serialization.unmarshal(FLAGS + "allowUnguarded: true\n" + slow, FeatureRolloutSpec.class)));
        assertThat(((Compiled.Invalid) compiled).message())
                .contains("spec.ramp.factor", "1.0001 is too small", "more than 50 stages");
    }

    @Test
    void aRampMayHaveAsManyStagesAsAreAllowed() {
        assertThat(ramp("{growth: Linear, from: 2, to: 100, step: 2, bakeTime: 10m}"))
                .hasSize(50);
    }

    @Test
    void whatTheVariablesMakeOfAQueryIsBounded() {
        String query = "sum(up) + " + "$(long) + ".repeat(100) + "0";
        assertThat(problems("args: [{name: long, value: '" + "x".repeat(1000) + "'}]\nsuccessCriteria:\n"
                        + "- {name: a, max: '1', query: '" + query + "'}\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("spec.successCriteria[0].query");
                    assertThat(problem.message()).contains("characters with its variables replaced");
                });
    }

    @Test
    void allQueriesTogetherAreBounded() {
        StringBuilder criteria = new StringBuilder("successCriteria:\n");
        for (int i = 0; i < 60; i++) {
            criteria.append("- {name: c" + i + ", max: '1', query: '" + "x".repeat(8000) + "'}\n");
        }
        assertThat(problems(criteria.toString()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("400000 characters together"));
    }

    private static List<Problem> problems(String spec) {
        Compiled compiled = PlanCompiler.compile(
                "shop",
                "new-checkout",
                Serialization.unmarshal(
                        FLAGS + "stages: [{name: all, percentage: 100, bakeTime: 1m}]\n" + spec,
                        FeatureRolloutSpec.class));
        return ((Compiled.Invalid) compiled).problems();
    }

    @Test
    void theLastStageOfARampBakesAsLongAsItIsToldTo() {
        Plan plan = plan(FLAGS + "allowUnguarded: true\nramp: {from: 50, bakeTime: 10m, finalBakeTime: 24h}");
        assertThat(plan.stages())
                .extracting(Stage::bakeTime)
                .containsExactly(Duration.ofMinutes(10), Duration.ofHours(24));
    }

    private static List<String> ramp(String ramp) {
        return plan(FLAGS + "allowUnguarded: true\nramp: " + ramp).stages().stream()
                .map(stage -> stage.percentage().toString())
                .toList();
    }
}
