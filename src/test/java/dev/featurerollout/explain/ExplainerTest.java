package dev.featurerollout.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.decide.Rule;
import dev.featurerollout.decide.Rules;
import dev.featurerollout.docs.Docs;
import dev.featurerollout.measure.CohortCounters;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Why a rollout stands where it does, told from its status. */
class ExplainerTest {
    private static final Instant START = Instant.parse("2026-11-15T05:00:00Z");

    private final TimelineMetrics metrics = new TimelineMetrics();

    {
        metrics.series("max(error_ratio)").from(START.minusSeconds(3600), 0.001);
        metrics.series("max(latency_seconds)").from(START.minusSeconds(3600), 0.25);
    }

    private Explanation explain(Duration after) {
        return explain(PlayedRollout.after(after, START, metrics));
    }

    private Explanation explain(FeatureRollout rollout) {
        return new Explainer(rollout, Optional.of(metrics)).explain(START);
    }

    /** Nothing in the status tells of an operator that has stopped, but that it did not look again. */
    @Test
    void anOverdueEvaluationIsSaid() {
        FeatureRollout rollout = PlayedRollout.after(Duration.ofMinutes(21), START, metrics);
        Instant due = rollout.getStatus().nextEvaluationAt();

        assertThat(explainAt(rollout, due.plusSeconds(30)).position()).contains("next evaluation at " + due);
        assertThat(explainAt(rollout, due.plusSeconds(750)).position())
                .anyMatch(line -> line.startsWith("the evaluation due at " + due + " is overdue by 12m30s")
                        && line.contains("Is the operator running?"));
    }

    private static Explanation explainAt(FeatureRollout rollout, Instant now) {
        return new Explainer(rollout, Optional.empty()).explain(now);
    }

    @Test
    void instantsAreToldToTheSecond() {
        String text = new ExplanationText(explain(Duration.ofMinutes(40))).render();

        assertThat(text).contains("entered at 2026-11-15T05:12:01Z").doesNotContainPattern("T[0-9:]+[.][0-9]+Z");
    }

    @Test
    void inAStage() {
        Explanation told = explain(Duration.ofMinutes(21));

        assertThat(told.state()).isEqualTo("Progressing");
        assertThat(told.rule()).isEqualTo("bake");
        assertThat(told.agrees()).isTrue();
        assertThat(told.position())
                .anyMatch(line -> line.contains("stage half, 2 of 3, at 50 %"))
                .anyMatch(line -> line.contains("of 30m"));
        assertThat(told.criteria()).hasSize(2).allSatisfy(look -> {
            assertThat(look.recorded()).isEqualTo(look.today());
            assertThat(look.effectiveAt().plus(look.criterion().interval().multipliedBy(look.number())))
                    .isEqualTo(look.at());
        });
        assertThat(told.differs()).isFalse();
        assertThat(told.history()).hasSize(2);
        assertThat(new ExplanationText(told).render())
                .contains("Criterion error-rate (Guardrail): Pass (0.001)")
                .contains("Today's verdicts are the recorded ones.");
    }

    @Test
    void aWarningThatHolds() {
        metrics.series("max(error_ratio)").from(START.plus(Duration.ofMinutes(6)), 0.007);

        Explanation told = explain(Duration.ofMinutes(10));

        assertThat(told.state()).isEqualTo("Holding");
        assertThat(told.rule()).isEqualTo("hold-on-criteria-that-do-not-pass");
        assertThat(new ExplanationText(told).render())
                .contains("Criterion error-rate (Guardrail): Warning (0.007)")
                .contains("it holds until it passes again");
    }

    @Test
    void aRollbackIsExplainedByTheLookThatLedToIt() {
        metrics.series("max(error_ratio)")
                .from(START.plus(Duration.ofMinutes(20)), 0.2)
                .from(START.plus(Duration.ofMinutes(21)), 0.001);

        Explanation told = explain(Duration.ofMinutes(40));

        assertThat(told.state()).isEqualTo("RolledBack");
        assertThat(told.rule()).isEqualTo("stay-down-after-a-rollback");
        assertThat(told.agrees()).isTrue();
        // The status shows the look that found it mended; the one that failed is found on the grid of the stage.
        assertThat(told.criteria().get(0).recorded().orElseThrow().verdict()).isEqualTo(Verdict.Pass);
        Explanation.Look failing = told.rollback().orElseThrow();
        assertThat(failing.at()).isEqualTo(START.plusSeconds(20 * 60 + 32));
        assertThat(failing.number()).isEqualTo(13);
        assertThat(failing.today().orElseThrow().value()).contains(0.2);
        assertThat(told.differs()).isFalse();
    }

    @Test
    void theDocumentShowsWhatIsPrinted() throws IOException {
        metrics.series("max(error_ratio)")
                .from(START.plus(Duration.ofMinutes(20)), 0.2)
                .from(START.plus(Duration.ofMinutes(21)), 0.001);

        Docs.assertPrinted(
                Docs.of("backtest.md"), "explanation", new ExplanationText(explain(Duration.ofMinutes(40))).render());
    }

    @Test
    void aRollbackThatTodaysMetricsDoNotSupport() {
        metrics.series("max(error_ratio)").from(START.plus(Duration.ofMinutes(20)), 0.2);
        FeatureRollout rollout = PlayedRollout.after(Duration.ofMinutes(21), START, metrics);
        metrics.series("max(error_ratio)").from(START.plus(Duration.ofMinutes(20)), 0.004);

        Explanation told = explain(rollout);

        assertThat(told.differs()).isTrue();
        assertThat(told.rollback().orElseThrow().differs()).isTrue();
        assertThat(new ExplanationText(told).render())
                .contains("TODAY'S ANSWER DIFFERS FROM THE RECORDED ONE, Fail (0.2); 0.004, max 0.01");
    }

    @Test
    void aValueThatHasMovedInsideItsBoundsIsToldAndNoDifference() {
        FeatureRollout rollout = PlayedRollout.after(Duration.ofMinutes(8), START, metrics);
        metrics.series("max(error_ratio)").from(START.minusSeconds(3600), 0.002);

        Explanation told = explain(rollout);

        assertThat(told.differs()).isFalse();
        assertThat(new ExplanationText(told).render()).contains("Pass (0.002), where Pass (0.001) is recorded");
    }

    @Test
    void aCompletedRollout() {
        Explanation told = explain(Duration.ofHours(3));

        assertThat(told.state()).isEqualTo("Completed");
        assertThat(told.rule()).isEqualTo("rest-when-completed");
        assertThat(told.differs()).isFalse();
    }

    @Test
    void nobodyIsAskedWithoutMetrics() {
        FeatureRollout rollout = PlayedRollout.after(Duration.ofMinutes(8), START, metrics);

        Explanation told = new Explainer(rollout, Optional.empty()).explain(START);

        assertThat(told.criteria()).hasSize(2).allMatch(look -> look.today().isEmpty());
        assertThat(new ExplanationText(told).render()).doesNotContain("today");
    }

    /** Whatever minute a status is from, its rule is found, and the looks in it come out the same. */
    @Test
    void everyMinuteOfARollout() {
        metrics.series("max(error_ratio)")
                .from(START.plus(Duration.ofMinutes(16)), 0.007)
                .from(START.plus(Duration.ofMinutes(25)), 0.001)
                .from(START.plus(Duration.ofMinutes(90)), 0.3)
                .from(START.plus(Duration.ofMinutes(100)), 0.001);
        List<Duration> minutes =
                IntStream.rangeClosed(0, 120).mapToObj(Duration::ofMinutes).toList();
        PlayedRollout.play(minutes, START, metrics, (time, rollout) -> {
            Explanation told = explain(rollout);
            assertThat(told.agrees()).as("after %s: %s", time, told).isTrue();
            assertThat(told.differs()).as("after %s: %s", time, told).isFalse();
            assertThat(Rules.IN_ORDER).extracting(Rule::name).contains(told.rule());
        });
    }

    private static final String COMPARING = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: shop-flags, key: percent}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 30m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          propagation: {delay: 0s}
          successCriteria:
          - name: errors
            compare: {bad: errors_total, of: requests_total, cohort: {label: variant, treatment: "on", control: "off"}}
        """;

    private static CohortCounters cohorts(double errorsWithTheFlag) {
        CohortCounters counters = new CohortCounters(START.minusSeconds(3600), Duration.ofSeconds(10));
        counters.series("requests_total", Map.of("variant", "on")).from(START.minusSeconds(3600), 5);
        counters.series("requests_total", Map.of("variant", "off")).from(START.minusSeconds(3600), 95);
        counters.series("errors_total", Map.of("variant", "on")).from(START.minusSeconds(3600), errorsWithTheFlag);
        counters.series("errors_total", Map.of("variant", "off")).from(START.minusSeconds(3600), 0.95);
        return counters;
    }

    @Test
    void aComparisonIsWeighedAgainFromTheFirstLookOfItsStageOn() {
        CohortCounters counters = cohorts(0.05);
        FeatureRollout rollout = PlayedRollout.after(COMPARING, Duration.ofMinutes(9), START, counters);

        Explanation told = new Explainer(rollout, Optional.of(counters)).explain(START);

        assertThat(told.criteria()).singleElement().satisfies(look -> {
            assertThat(look.today()).isPresent().isEqualTo(look.recorded());
            assertThat(look.message()).contains("with the flag");
        });
        assertThat(told.differs()).isFalse();
    }

    @Test
    void aComparisonThatFailsTodayIsTold() {
        FeatureRollout rollout = PlayedRollout.after(COMPARING, Duration.ofMinutes(20), START, cohorts(0.05));

        Explanation told = new Explainer(rollout, Optional.of(cohorts(1))).explain(START);

        assertThat(told.differs()).isTrue();
        assertThat(told.criteria().get(0).today().orElseThrow().verdict()).isEqualTo(Verdict.Fail);
    }
}
