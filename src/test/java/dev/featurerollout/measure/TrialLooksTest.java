package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.measure.CohortCounters.Counter;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.plan.Progress.Brought;
import dev.featurerollout.plan.Testing;
import dev.featurerollout.plan.Watch;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Sequential tests over time: what they find, and that neither outages nor restarts make it another. */
class TrialLooksTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String COHORT = "cohort: {label: variant, treatment: 'on', control: 'off'}";
    private static final String ERRORS =
            "successCriteria: [{name: errors, compare: {bad: errors_total, of: requests_total, " + COHORT + "}}]";

    private final CohortCounters metrics = new CohortCounters(NOON.minusSeconds(600), Duration.ofSeconds(10));
    private final List<Evaluation> told = new ArrayList<>();
    private final Map<String, Counter> series = new HashMap<>();
    private final Map<String, Brought> brought = new HashMap<>();
    private Plan plan;
    private Stage stage;
    private boolean rollsBack = true;
    private Evidence evidence = Evidence.none(NOON);

    /** A rollout with these fields, in its stage of 5 % since noon. */
    private void rollout(String more) {
        String spec = """
            flags: [{name: a, configMapRef: {name: f, key: k}, format: Plain}]
            stages:
            - {name: canary, percentage: 5, bakeTime: 1h}
            - {name: quarter, percentage: 25, bakeTime: 1h}
            - {name: all, percentage: 100, bakeTime: 1h}
            """ + more;
        Compiled compiled =
                PlanCompiler.compile("shop", "new-checkout", Serialization.unmarshal(spec, FeatureRolloutSpec.class));
        assertThat(compiled).isInstanceOf(Compiled.Valid.class);
        plan = ((Compiled.Valid) compiled).plan();
        stage = plan.first();
    }

    /** So many a minute from then on. */
    private void perMinute(String counter, String variant, int minute, double rate) {
        series.computeIfAbsent(counter + variant, any -> metrics.series(counter, Map.of("variant", variant)))
                .from(at(minute), rate);
    }

    /** 6 000 requests a minute, of which 5 % have the flag, and of each cohort 1 % fail. */
    private void healthy() {
        perMinute("requests_total", "on", -10, 300);
        perMinute("requests_total", "off", -10, 5700);
        perMinute("errors_total", "on", -10, 3);
        perMinute("errors_total", "off", -10, 57);
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private void take(int minute) {
        double next = plan.next(stage).percentage().value().doubleValue() / 100;
        double share = stage.percentage().value().doubleValue() / 100;
        Testing testing = new Testing(share, OptionalDouble.of(next), plan.guarantee(), brought);
        Watch watch =
                new Watch(evidence.effectiveAt(), stage.criteria(), Map.of("namespace", "shop"), rollsBack, testing);
        evidence = new Looks(MetricSources.only(metrics))
                .take(watch, true, evidence, at(minute).plusSeconds(1), told::add);
    }

    /** Looks once a minute. */
    private void watch(int from, int through) {
        for (int minute = from; minute <= through; minute++) {
            take(minute);
        }
    }

    private Criterion criterion(String name) {
        return stage.criterion(name).orElseThrow();
    }

    private Trial trial(String name) {
        return evidence.trial(criterion(name)).orElseThrow();
    }

    private Verdict verdict(String name) {
        return evidence.verdict(criterion(name)).orElseThrow();
    }

    private String message(String name) {
        return evidence.tally(name).last().orElseThrow().message();
    }

    /** The minute after which there was no more to find out; the last look's if none. */
    private long lastLook(String name) {
        return Duration.between(NOON, evidence.tally(name).through()).toMinutes();
    }

    @Test
    void aHealthyReleasePassesEveryLookAndIsShownToBeSafe() {
        rollout(ERRORS);
        healthy();
        watch(1, 5);
        assertThat(trial("errors").safe()).isFalse();
        assertThat(message("errors")).contains("more bad requests needed to show that it is less than 2x the control");
        watch(6, 240);
        assertThat(told)
                .hasSize(240)
                .allSatisfy(look -> assertThat(look.verdict()).isEqualTo(Verdict.Pass));
        assertThat(trial("errors").safe()).isTrue();
        assertThat(message("errors"))
                .startsWith("720 of 72000 bad with the flag, 13680 of 1368000 without, 1x the control")
                .endsWith("; safe");
        assertThat(evidence.bake().baked()).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void errorsThatDoubleAreFoundAndNothingAfterwardsTakesItBack() {
        rollout(ERRORS);
        healthy();
        perMinute("errors_total", "on", 0, 6);
        perMinute("errors_total", "on", 60, 3);
        watch(1, 60);
        long found = lastLook("errors");
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        assertThat(found).isBetween(5L, 40L);
        assertThat(message("errors"))
                .contains("2x the control")
                .endsWith("worse than tolerated (compare on with off, tolerate 20%), at a false-alarm chance of 1 %"
                        + " over the whole rollout");
        watch(61, 120);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        assertThat(lastLook("errors")).isEqualTo(found);
    }

    @Test
    void whereNothingIsRolledBackItIsLookedAtFurtherAndStaysProved() {
        rollout(ERRORS);
        rollsBack = false;
        healthy();
        perMinute("errors_total", "on", 0, 9);
        perMinute("errors_total", "on", 30, 0);
        watch(1, 30);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        watch(31, 200);
        assertThat(lastLook("errors")).isEqualTo(200);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
    }

    @Test
    void aNewServiceThatNeverFailedHasNoSeriesOfErrorsAndPasses() {
        rollout(ERRORS);
        perMinute("requests_total", "on", 0, 300);
        perMinute("requests_total", "off", -10, 5700);
        watch(1, 30);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
        assertThat(message("errors")).startsWith("0 of 9000 bad with the flag, 0 of 171000 without");
    }

    @Test
    void anOutageInTheMiddleChangesNothingInTheEnd() {
        rollout(ERRORS);
        healthy();
        perMinute("errors_total", "on", 5, 4);
        watch(1, 30);
        Evidence undisturbed = evidence;

        evidence = Evidence.none(NOON);
        watch(1, 10);
        metrics.away(true);
        watch(11, 20);
        assertThat(verdict("errors")).isEqualTo(Verdict.Unavailable);
        assertThat(lastLook("errors")).isEqualTo(10);
        metrics.away(false);
        watch(21, 30);
        isTheSameAs(undisturbed);
    }

    @Test
    void aRegressionInAnOutageIsFoundAtTheLookItWouldHaveBeenFoundAt() {
        rollout(ERRORS);
        healthy();
        perMinute("errors_total", "on", 5, 15);
        perMinute("errors_total", "on", 40, 3);
        watch(1, 60);
        long found = lastLook("errors");

        evidence = Evidence.none(NOON);
        watch(1, 6);
        metrics.away(true);
        watch(7, 59);
        metrics.away(false);
        take(60);
        assertThat(found).isLessThan(20);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        assertThat(lastLook("errors")).isEqualTo(found);
    }

    @Test
    void aRestartComesToTheSameByOneQuestion() {
        rollout(ERRORS);
        healthy();
        perMinute("errors_total", "on", 5, 4);
        watch(1, 45);
        Evidence before = evidence;
        int asked = metrics.asked().size();
        evidence = Evidence.none(NOON);
        take(45);
        assertThat(metrics.asked()).hasSize(asked + 1);
        isTheSameAs(before);
    }

    private void isTheSameAs(Evidence other) {
        Criterion errors = criterion("errors");
        assertThat(trial("errors").state().checkpoint())
                .isEqualTo(other.trial(errors).orElseThrow().state().checkpoint());
        assertThat(trial("errors")).isEqualTo(other.trial(errors).orElseThrow());
        assertThat(evidence.tally("errors").last())
                .isEqualTo(other.tally("errors").last());
        assertThat(evidence.bake()).isEqualTo(other.bake());
    }

    @Test
    void evidenceGoesOnFromStageToStage() {
        rollout(ERRORS);
        healthy();
        perMinute("errors_total", "on", 0, 5.4);
        watch(1, 15);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
        Trial first = trial("errors");
        assertThat(first.logCapital()).isGreaterThan(0.5);

        quarter(15);
        brought.put("errors", new Brought(List.of(), first.state().checkpoint()));
        watch(16, 75);
        long withEvidence = lastLook("errors");
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);

        evidence = Evidence.none(at(15));
        brought.clear();
        watch(16, 75);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        assertThat(withEvidence).isLessThan(lastLook("errors"));
    }

    /** The stage of 25 % begins. */
    private void quarter(int minute) {
        stage = plan.next(stage);
        evidence = Evidence.none(at(minute));
        perMinute("requests_total", "on", minute, 1500);
        perMinute("requests_total", "off", minute, 4500);
        perMinute("errors_total", "on", minute, 24);
        perMinute("errors_total", "off", minute, 45);
    }

    @Test
    void aCheckpointThatSomebodyEditedIsLeftOut() {
        rollout(ERRORS);
        healthy();
        brought.put("errors", new Brought(List.of(), "1 compare 0 7"));
        watch(1, 10);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
        assertThat(trial("errors").weighed()).isEqualTo(10);
    }

    private static final String TWO = """
        successCriteria:
        - {name: errors, compare: {bad: errors_total, of: requests_total, COHORT}}
        - {name: retries, compare: {bad: retries_total, of: requests_total, COHORT}%s}
        """.replace("COHORT", COHORT);

    private void bothTwiceAsBad() {
        healthy();
        perMinute("errors_total", "on", 0, 5.4);
        perMinute("retries_total", "on", 0, 5.4);
        perMinute("retries_total", "off", -10, 57);
    }

    @Test
    void twoGuardrailsProveTogetherWhatNoneProvesAlone() {
        rollout(TWO.formatted(""));
        bothTwiceAsBad();
        watch(1, 90);
        long together = Math.max(lastLook("errors"), lastLook("retries"));
        String cause = verdict("errors") == Verdict.Fail ? "errors" : "retries";
        String other = cause.equals("errors") ? "retries" : "errors";
        assertThat(verdict(cause)).isEqualTo(Verdict.Fail);
        assertThat(message(cause)).endsWith(", together with the other tests");
        assertThat(verdict(other)).isEqualTo(Verdict.Pass);

        evidence = Evidence.none(NOON);
        perMinute("retries_total", "on", 0, 3);
        watch(1, 90);
        assertThat(message("errors")).doesNotContain("together");
        assertThat(lastLook("errors")).isGreaterThan(together);
    }

    @Test
    void withoutAutomaticRollbackTheyAreLookedAtFurther() {
        rollout(TWO.formatted(""));
        rollsBack = false;
        bothTwiceAsBad();
        watch(1, 90);
        assertThat(told).anySatisfy(look -> assertThat(look.message()).contains("together"));
        assertThat(lastLook("errors")).isEqualTo(90);
        assertThat(lastLook("retries")).isEqualTo(90);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
    }

    @Test
    void aSignalNeverJoinsInARollback() {
        rollout(TWO.formatted(", role: Signal"));
        bothTwiceAsBad();
        watch(1, 90);
        assertThat(verdict("errors")).isEqualTo(Verdict.Fail);
        assertThat(verdict("retries")).isIn(Verdict.Pass, Verdict.Fail);
        assertThat(told).noneSatisfy(look -> assertThat(look.message()).contains("together"));
    }

    @Test
    void threeLooksWithoutTheCohortAreAGapAndFourAreNoData() {
        rollout(ERRORS);
        healthy();
        series.get("requests_totalon").gone(at(10).plusSeconds(1)).from(at(14).plusSeconds(30), 300);
        watch(1, 13);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
        assertThat(message("errors")).endsWith("nothing to weigh in the last 3 looks: no series with variant=\"on\"");
        take(14);
        assertThat(verdict("errors")).isEqualTo(Verdict.NoData);
        take(15);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
        assertThat(trial("errors").skipped()).isZero();
    }

    @Test
    void withoutAnyTrafficAtTheBeginningThereIsNoData() {
        rollout(ERRORS);
        perMinute("requests_total", "off", -10, 5700);
        watch(1, 3);
        assertThat(verdict("errors")).isEqualTo(Verdict.NoData);
        perMinute("requests_total", "on", 3, 300);
        watch(4, 5);
        assertThat(verdict("errors")).isEqualTo(Verdict.Pass);
    }

    private static final String EXPOSURE =
            "allowUnguarded: true\npropagation: {exposure: {of: requests_total, " + COHORT + "}}";
    private static final String ADVICE = "users do not get the declared share: look at the flag's key and variation";

    @Test
    void aFlagThatIsNotServedAtAllIsFoundAndGoesOnThreeLooksAfterItWasMended() {
        rollout(EXPOSURE);
        perMinute("requests_total", "off", -10, 6000);
        watch(1, 5);
        assertThat(verdict("exposure")).isEqualTo(Verdict.Fail);
        assertThat(message("exposure"))
                .startsWith("0 % of 30000 requests have the flag; not the declared 5 %")
                .contains(ADVICE);
        perMinute("requests_total", "on", 5, 300);
        watch(6, 7);
        assertThat(verdict("exposure")).isEqualTo(Verdict.Fail);
        take(8);
        assertThat(verdict("exposure")).isEqualTo(Verdict.Pass);
        watch(9, 30);
        assertThat(verdict("exposure")).isEqualTo(Verdict.Pass);
    }

    @Test
    void aFlagThatIsServedToTwiceAsManyIsFound() {
        rollout(EXPOSURE);
        perMinute("requests_total", "on", -10, 600);
        perMinute("requests_total", "off", -10, 5400);
        watch(1, 20);
        assertThat(verdict("exposure")).isEqualTo(Verdict.Fail);
        assertThat(message("exposure")).startsWith("10 % of 120000 requests").contains(ADVICE);
    }

    @Test
    void aShareThatIsRoughlyRightPasses() {
        rollout(EXPOSURE);
        perMinute("requests_total", "on", -10, 390);
        perMinute("requests_total", "off", -10, 5610);
        watch(1, 120);
        assertThat(told).allSatisfy(look -> assertThat(look.verdict()).isEqualTo(Verdict.Pass));
    }

    private static final String SLOW =
            "successCriteria: [{name: slow, compare: {histogram: latency_seconds, " + COHORT + "}}]";

    private void latency(String variant, int minute, double all, double upToTenth, double upToOne) {
        bucket(variant, "0.1", minute, upToTenth);
        bucket(variant, "1", minute, upToOne);
        bucket(variant, "+Inf", minute, all);
    }

    private void bucket(String variant, String le, int minute, double rate) {
        series.computeIfAbsent(
                        variant + le,
                        any -> metrics.series("latency_seconds_bucket", Map.of("variant", variant, "le", le)))
                .from(at(minute), rate);
    }

    @Test
    void edgesAreChosenByWhatWasBeforeAndKeptForLaterStages() {
        rollout(SLOW);
        latency("off", -10, 5700, 4000, 5600);
        latency("on", -10, 300, 211, 295);
        watch(1, 10);
        assertThat(verdict("slow")).isEqualTo(Verdict.Pass);
        assertThat(trial("slow").edges()).containsExactly("0.1", "1");
        Trial before = trial("slow");
        evidence = Evidence.none(NOON);
        take(10);
        assertThat(trial("slow")).isEqualTo(before);

        brought.put("slow", new Brought(List.of("1"), "unreadable"));
        evidence = Evidence.none(NOON);
        take(10);
        assertThat(trial("slow").edges()).containsExactly("1");
    }

    @Test
    void whenTheControlHadNoTrafficItSaysSoAndChoosesAsSoonAsThereIs() {
        rollout(SLOW);
        take(1);
        assertThat(verdict("slow")).isEqualTo(Verdict.NoData);
        assertThat(message("slow")).contains("name them in slowerThan");
        latency("off", 1, 5700, 4000, 5600);
        latency("on", 1, 300, 211, 295);
        watch(2, 8);
        assertThat(verdict("slow")).isEqualTo(Verdict.Pass);
    }

    @Test
    void requestsThatBecomeSlowAreFound() {
        rollout(SLOW);
        latency("off", -10, 5700, 4000, 5600);
        latency("on", -10, 300, 150, 280);
        watch(1, 60);
        assertThat(verdict("slow")).isEqualTo(Verdict.Fail);
        assertThat(message("slow")).contains("slow with the flag").contains("worse than tolerated");
    }

    @Test
    void aFixedRateIsABoundForAll() {
        rollout("successCriteria: [{name: slo, bound: {bad: errors_total, of: requests_total, rate: '0.5%'}}]");
        healthy();
        watch(1, 60);
        assertThat(verdict("slo")).isEqualTo(Verdict.Fail);
        assertThat(message("slo")).contains("bad, 1 % (").contains("rate at most 0.5%");
    }
}
