package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Stage;
import dev.featurerollout.statistics.BoundTest;
import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Direction;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.PairedTest;
import dev.featurerollout.statistics.SplitTest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code compare}, {@code bound} and {@code exposure} are understood, and which field is named when they are not. */
class SequentialCompilerTest {
    private static final String COHORT = "cohort: {label: variant, treatment: 'on', control: 'off'}";
    private static final String COUNTS = "bad: errors_total, of: requests_total, " + COHORT;
    private static final String HISTOGRAM = "histogram: latency_seconds, " + COHORT;
    private static final String VALUE = "value: cpu_per_request, " + COHORT;

    private static Compiled compile(String more) {
        String spec = """
            flags: [{name: a, configMapRef: {name: f, key: k}, format: Plain}]
            stages:
            - {name: canary, percentage: 5, bakeTime: 10m}
            - {name: all, percentage: 100, bakeTime: 10m}
            args: [{name: service, value: checkout}]
            """ + more;
        return PlanCompiler.compile("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class));
    }

    private static Plan plan(String more) {
        Compiled compiled = compile(more);
        assertThat(compiled).isInstanceOf(Compiled.Valid.class);
        return ((Compiled.Valid) compiled).plan();
    }

    private static String criterion(String measurand) {
        return "successCriteria: [{name: errors, " + measurand + "}]\n";
    }

    private static String compare(String fields) {
        return criterion("compare: {" + fields + "}");
    }

    private static Criterion first(String more) {
        return plan(more).first().criteria().get(0);
    }

    private static Design design(String more) {
        return first(more).sequential().orElseThrow().design();
    }

    @Test
    void theDefaultsAreThoseThatWereMeasured() {
        Criterion criterion = first(compare(COUNTS));
        Sequential test = criterion.sequential().orElseThrow();
        assertThat(criterion.role()).isEqualTo(Role.Guardrail);
        assertThat(criterion.interval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(criterion.failureLimit()).isEqualTo(1);
        assertThat(test.design())
                .isEqualTo(new Design.Counters(
                        new Cohorts("variant", "on", "off"),
                        new CompareTest(new Margin(1.2, 0, 0.0005), Bursts.Adaptive, 1)));
        assertThat(test.weight()).isEqualTo(1);
        assertThat(test.chance()).isEmpty();
        assertThat(plan(compare(COUNTS)).guarantee())
                .isEqualTo(new Guarantee(
                        0.01, 0.05, false, Duration.ofMinutes(5), 0.25, Guarantee.OnInconclusive.Hold, 1));
    }

    @Test
    void bothCountsOfBothCohortsComeInOneAnswer() {
        String query = first(compare("bad: 'errors_total{job=\"$(service)\"}', of: requests_total, " + COHORT))
                .sequential()
                .orElseThrow()
                .query()
                .text();
        assertThat(query)
                .containsOnlyOnce("\"featurerollout\", \"bad\"")
                .containsOnlyOnce("\"featurerollout\", \"of\"")
                .contains("sum by (variant) (((last_over_time(errors_total{job=\"$(service)\"}[$(interval)]) - ")
                .contains("offset $(interval)");
    }

    @Test
    void aToleranceMayBeAShareADifferenceOrBoth() {
        assertThat(((Design.Counters)
                                design(compare(COUNTS + ", tolerate: '0.005', ignoreBelow: 0, bursts: Independent")))
                        .test())
                .isEqualTo(new CompareTest(new Margin(1, 0.005, 0), Bursts.Independent, 1));
        assertThat(((Design.Counters) design(compare(COUNTS + ", tolerate: '10% + 0.001', ignoreBelow: '0.1%'")))
                        .test()
                        .margin())
                .isEqualTo(new Margin(1.1, 0.001, 0.001));
    }

    @Test
    void slownessHasNoFloorAndChoosesItsEdgesUnlessTheyAreGiven() {
        Design.Histogram chosen = (Design.Histogram) design(compare(HISTOGRAM));
        assertThat(chosen.margin()).isEqualTo(new Margin(1.2, 0, 0));
        assertThat(chosen.edges()).isEmpty();
        assertThat(chosen.shares().text()).isEqualTo("sum by (variant, le) (increase(latency_seconds_bucket[1h]))");
        assertThat(((Design.Histogram) design(compare(HISTOGRAM + ", slowerThan: ['0.25', '1']"))).edges())
                .containsExactly("0.25", "1");
    }

    @Test
    void valuesSayWhichWayIsWorse() {
        assertThat(((Design.Values) design(compare(VALUE))).test())
                .isEqualTo(new PairedTest(Margin.relative(1.2), Direction.Worse));
        assertThat(((Design.Values) design(compare(VALUE + ", higherIs: Better"))).test())
                .isEqualTo(new PairedTest(Margin.relative(1.2), Direction.Better));
    }

    @Test
    void aBoundHasNoCohortsAndIsTheOnlyOneToWatchAtAHundredPercent() {
        Plan plan = plan("successCriteria: [{name: errors, compare: {" + COUNTS
                + "}}, {name: slo, bound: {bad: errors_total, of: requests_total, rate: '0.5%'}}]");
        Stage all = plan.stages().get(1);
        assertThat(all.criteria()).extracting(Criterion::name).containsExactly("slo");
        assertThat(all.abstaining()).extracting(Criterion::name).containsExactly("errors");
        assertThat(all.criteria().get(0).sequential().orElseThrow().design())
                .isEqualTo(new Design.Rate(new BoundTest(0.005, Bursts.Adaptive)));
        assertThat(plan.guarantee().totalWeight()).isEqualTo(2);
    }

    @Test
    void testsShareTheChanceByWeight() {
        Plan plan = plan("successCriteria: [{name: errors, compare: {" + COUNTS
                + ", weight: 3}}, {name: slow, compare: {" + HISTOGRAM + "}}]");
        assertThat(plan.guarantee().totalWeight()).isEqualTo(4);
        assertThat(plan.guarantee().part(3)).isEqualTo(0.75);
    }

    @Test
    void theShareThatIsServedIsASignalWithAChanceOfItsOwn() {
        Plan plan = plan("allowUnguarded: true\npropagation: {exposure: {of: requests_total, " + COHORT + "}}\n");
        Criterion exposure = plan.first().criteria().get(0);
        assertThat(exposure.name()).isEqualTo("exposure");
        assertThat(exposure.role()).isEqualTo(Role.Signal);
        assertThat(exposure.sequential().orElseThrow().chance()).hasValue(0.001);
        assertThat(exposure.sequential().orElseThrow().design())
                .isEqualTo(new Design.Split(new Cohorts("variant", "on", "off"), new SplitTest(0.5)));
        assertThat(plan.stages().get(1).criteria()).isEmpty();
        assertThat(plan.guarantee().totalWeight()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COUNTS, tolerate: much | .tolerate | is no tolerance",
                "COUNTS, tolerate: '0.005', bursts: Strict | .tolerate | has an absolute part",
                "COUNTS, bursts: Often | .bursts | is not one of Adaptive, Independent, Strict",
                "COUNTS, ignoreBelow: 1 | .ignoreBelow | is not a share below 1",
                "COUNTS, ignoreBelow: '-0.1' | .ignoreBelow | is not a share below 1",
                "COUNTS, weight: 0 | .weight | is not above 0",
                "COUNTS, histogram: latency_seconds | '' | exactly one of",
                "bad: errors_total, COHORT | '' | bad and of go together",
                "bad: 'rate(errors_total[5m])', of: requests_total, COHORT | .bad | without functions",
                "bad: errors_total, of: 'requests_total[5m]', COHORT | .of | without functions",
                "bad: 'errors_total{a=\"$(nobody)\"}', of: requests_total, COHORT | .bad | unknown variable $(nobody)",
                "bad: errors_total, of: requests_total | .cohort | is required",
                "bad: errors_total, of: requests_total, cohort: {treatment: 'on'} | .cohort.label | is required",
                "bad: errors_total, of: requests_total, cohort: {label: v} | .cohort.treatment | is required",
                "bad: errors_total, of: requests_total, cohort: {label: v, treatment: a, control: a} | .cohort.control"
                        + " | nothing to compare",
                "histogram: latency_seconds_bucket, COHORT | .histogram | without _bucket",
                "HISTOGRAM, slowerThan: ['1', '1'] | .slowerThan | twice",
                "HISTOGRAM, slowerThan: ['fast'] | .slowerThan | is no edge",
                "HISTOGRAM, slowerThan: ['+Inf'] | .slowerThan | is no edge",
                "COUNTS, slowerThan: ['1'] | .slowerThan | give histogram",
                "COUNTS, higherIs: Worse | .higherIs | belongs to value",
                "VALUE, higherIs: Sideways | .higherIs | is not one of",
                "VALUE, ignoreBelow: '0.1' | .ignoreBelow | not for values",
                "VALUE, bursts: Adaptive | .bursts | not for values",
            })
    void whatIsWrongWithACompareIsSaidWhereItIs(String fields, String path, String message) {
        String compare = fields.replace("COUNTS", COUNTS)
                .replace("HISTOGRAM", HISTOGRAM)
                .replace("VALUE", VALUE)
                .replace("COHORT", COHORT);
        isRefused(compare(compare), "spec.successCriteria[0].compare" + path, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad: e, of: r | .rate | above 0 and below 1",
                "bad: e, of: r, rate: 0 | .rate | above 0 and below 1",
                "bad: e, of: r, rate: 1 | .rate | above 0 and below 1",
                "bad: e, of: r, rate: few | .rate | is not a decimal number",
                "bad: e, of: r, rate: '0.01', bursts: Strict | .bursts | needs a control",
                "of: r, rate: '0.01' | .bad | is required",
                "bad: e, rate: '0.01' | .of | is required",
            })
    void whatIsWrongWithABoundToo(String fields, String path, String message) {
        isRefused(criterion("bound: {" + fields + "}"), "spec.successCriteria[0].bound" + path, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "falseRollbackChance: 0 | .falseRollbackChance | is no chance between 0 and 50%",
                "falseRollbackChance: 60% | .falseRollbackChance | is no chance between 0 and 50%",
                "missedHarmChance: never | .missedHarmChance | is not a decimal number",
                "onInconclusive: Panic | .onInconclusive | is not one of Hold, Advance, Rollback",
                "minBakeTime: soon | .minBakeTime | soon",
                "maxExtraErrors: '-5%' | .maxExtraErrors | is below 0",
            })
    void whatIsWrongWithThePromiseToo(String fields, String path, String message) {
        isRefused(compare(COUNTS) + "guardrails: {" + fields + "}", "spec.guardrails" + path, message);
    }

    @Test
    void aTestIsNoGoalAndHasNoThresholds() {
        isRefused(
                "successCriteria: [{name: errors, role: Goal, compare: {" + COUNTS + "}}]",
                "spec.successCriteria[0].role",
                "a sequential test is a Guardrail or a Signal");
        isRefused(
                "successCriteria: [{name: errors, failureLimit: 3, compare: {" + COUNTS + "}}]",
                "spec.successCriteria[0]",
                "weigh the evidence by themselves");
    }

    private static void isRefused(String spec, String path, String message) {
        Compiled compiled = compile(spec);
        assertThat(compiled).isInstanceOf(Compiled.Invalid.class);
        List<Problem> problems = ((Compiled.Invalid) compiled).problems();
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
        });
    }
}
