package dev.featurerollout.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.TimelineMetrics.Question;
import dev.featurerollout.measure.criteria.Criteria;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which questions are asked, and what is made of the answers. */
class LooksTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Criterion ERRORS =
            Criteria.every(Criteria.PLAIN, Duration.ofSeconds(30), Duration.ofSeconds(90));

    private final TimelineMetrics metrics = new TimelineMetrics();
    private final List<Evaluation> told = new ArrayList<>();

    private Evidence take(Criterion criterion, boolean rollsBack, Evidence before, int afterSeconds) {
        Watch watch = new Watch(NOON, List.of(criterion), Map.of(), rollsBack, Criteria.TESTING);
        return new Looks(MetricSources.only(metrics))
                .take(watch, true, before, NOON.plusSeconds(afterSeconds), told::add);
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    private TimelineMetrics.Timeline everywhere(double value) {
        metrics.series("errors[30s]").from(NOON, value);
        metrics.series("errors[1m]").from(NOON, value);
        return metrics.series("errors[1m30s]").from(NOON, value);
    }

    @Test
    void aWindowNeverReachesBackBeforeTheStage() {
        everywhere(0.001);
        take(ERRORS, true, Evidence.none(NOON), 91);
        assertThat(metrics.asked())
                .containsExactly(
                        new Question("errors[30s]", at(30), at(30)),
                        new Question("errors[1m]", at(60), at(60)),
                        new Question("errors[1m30s]", at(90), at(90)));
    }

    @Test
    void missedLooksAreOneQuestion() {
        everywhere(0.001);
        Evidence early = take(ERRORS, true, Evidence.none(NOON), 91);
        int before = metrics.asked().size();
        Evidence evidence = take(ERRORS, true, early, 3601);
        assertThat(metrics.asked()).hasSize(before + 1).endsWith(new Question("errors[1m30s]", at(120), at(3600)));
        assertThat(evidence.bake().baked()).isEqualTo(Duration.ofHours(1));
        assertThat(told).hasSize(120);
    }

    @Test
    void noDataFailsInWholeWindowsOnly() {
        Criterion failing = Criteria.noData(ERRORS, Criterion.NoDataPolicy.Fail);
        for (String query : List.of("errors[30s]", "errors[1m]", "errors[1m30s]")) {
            metrics.series(query);
        }
        Evidence cut = take(failing, true, Evidence.none(NOON), 61);
        assertThat(told).extracting(Evaluation::verdict).containsExactly(Verdict.NoData, Verdict.NoData);
        assertThat(cut.tally("errors").failures()).isZero();
        take(failing, true, cut, 91);
        assertThat(told).extracting(Evaluation::verdict).endsWith(Verdict.Fail);
    }

    @Test
    void catchingUpOnCutWindowsDoesNotFloodTheSource() {
        Criterion longWindow = Criteria.every(ERRORS, Duration.ofSeconds(30), Duration.ofHours(2));
        for (int seconds = 30; seconds <= 1500; seconds += 30) {
            metrics.series("errors[" + dev.featurerollout.model.DurationText.format(Duration.ofSeconds(seconds)) + "]")
                    .from(NOON, 0.001);
        }
        Evidence first = take(longWindow, true, Evidence.none(NOON), 1501);
        assertThat(metrics.asked()).hasSize(20);
        take(longWindow, true, first, 1501);
        assertThat(metrics.asked()).hasSize(40);
    }

    @Test
    void afterAnUnansweredLookTheLaterOnesWait() {
        everywhere(0.001);
        metrics.unavailable(at(60), at(61));
        Evidence evidence = take(ERRORS, true, Evidence.none(NOON), 95);
        Tally tally = evidence.tally(ERRORS.name());
        assertThat(tally.verdict()).hasValue(Verdict.Unavailable);
        assertThat(tally.through()).isEqualTo(at(30));
    }

    @Test
    void afterTheLookAtWhichAGuardrailActsThereIsNone() {
        everywhere(0.001).from(at(120), 0.5).from(at(150), 0.001);
        Evidence evidence = take(ERRORS, true, Evidence.none(NOON), 301);
        assertThat(evidence.tally(ERRORS.name()).through()).isEqualTo(at(120));
        assertThat(take(ERRORS, true, evidence, 901).verdict(ERRORS)).hasValue(Verdict.Fail);
    }

    @Test
    void unlessNothingIsRolledBack() {
        everywhere(0.001).from(at(120), 0.5).from(at(150), 0.001);
        Evidence evidence = take(ERRORS, false, Evidence.none(NOON), 301);
        assertThat(evidence.verdict(ERRORS)).hasValue(Verdict.Pass);
        assertThat(evidence.tally(ERRORS.name()).failures()).isEqualTo(1);
    }

    @Test
    void aCriterionWithOtherBoundsIsJudgedAnew() {
        everywhere(0.02);
        Evidence evidence = take(ERRORS, true, Evidence.none(NOON), 31);
        assertThat(evidence.verdict(ERRORS)).hasValue(Verdict.Fail);
        Criterion looser = Criteria.every(
                Criteria.bounded(Criteria.max("0.1"), dev.featurerollout.model.Bounds.NONE),
                ERRORS.interval(),
                ERRORS.window());
        Evidence edited = take(looser, true, evidence, 32);
        assertThat(edited.verdict(looser)).isEmpty();
        assertThat(edited.tally(looser.name()).failuresInRow()).isZero();
        assertThat(take(looser, true, edited, 61).verdict(looser)).hasValue(Verdict.Pass);
    }

    @Test
    void aCriterionThatWasRemovedIsForgotten() {
        everywhere(0.001);
        Evidence evidence = take(ERRORS, true, Evidence.none(NOON), 31);
        Watch nothing = new Watch(NOON, List.of(), Map.of(), true, Criteria.TESTING);
        assertThat(new Looks(MetricSources.only(metrics))
                        .take(nothing, true, evidence, at(40), told::add)
                        .tallies())
                .isEmpty();
    }
}
