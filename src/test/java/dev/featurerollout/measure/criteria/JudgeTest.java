package dev.featurerollout.measure.criteria;

import static dev.featurerollout.measure.criteria.Criteria.PLAIN;
import static dev.featurerollout.measure.criteria.Criteria.between;
import static dev.featurerollout.measure.criteria.Criteria.bounded;
import static dev.featurerollout.measure.criteria.Criteria.max;
import static dev.featurerollout.measure.criteria.Criteria.min;
import static dev.featurerollout.measure.criteria.Criteria.noData;
import static dev.featurerollout.measure.criteria.Criteria.ratio;
import static dev.featurerollout.measure.criteria.Criteria.samples;
import static dev.featurerollout.measure.criteria.Criteria.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final Answer NOTHING = new Series(java.util.List.of());
    private static final Answer AWAY = new Unavailable("connection refused");
    private static final Answer WRONG = new Refused("parse error");

    private static Answer numbers(double... values) {
        return new Series(DoubleStream.of(values)
                .mapToObj(value -> new Sample(Map.of("pod", "p" + value), value))
                .toList());
    }

    private static Evaluation judge(Criterion criterion, Answer main) {
        return new Judge(criterion)
                .judge(AT, "q", new Judge.Answers(main, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static Evaluation judgeRatio(Criterion criterion, Answer part, Answer of) {
        return new Judge(criterion)
                .judge(AT, "q", new Judge.Answers(part, Optional.of(of), Optional.empty(), Optional.empty()));
    }

    private static Evaluation judgeSamples(Criterion criterion, Answer main, Answer samples) {
        return new Judge(criterion)
                .judge(AT, "q", new Judge.Answers(main, Optional.empty(), Optional.empty(), Optional.of(samples)));
    }

    private static Evaluation judgeBaseline(Criterion criterion, double value, Answer baseline) {
        return new Judge(criterion)
                .judge(
                        AT,
                        "q",
                        new Judge.Answers(numbers(value), Optional.empty(), Optional.of(baseline), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, Pass",
        "0.005, Pass",
        "0.0050001, Warning",
        "0.01, Warning",
        "0.0100001, Fail",
        "-1, Pass",
        "NaN, NoData",
        "Infinity, Fail",
        "-Infinity, NoData"
    })
    void belowAMaximumWithAWarningBeforeIt(double value, Verdict verdict) {
        assertThat(judge(bounded(max("0.01"), max("0.005")), numbers(value)).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"1, Pass", "0.99, Pass", "0.98, Warning", "0.95, Warning", "0.9499, Fail", "Infinity, NoData"})
    void aboveAMinimumWithAWarningBeforeIt(double value, Verdict verdict) {
        assertThat(judge(bounded(min("0.95"), min("0.99")), numbers(value)).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0.9, Fail", "1, Warning", "1.5, Pass", "2, Pass", "2.9, Warning", "3, Warning", "3.1, Fail"})
    void betweenBoundsWithABandOnEachSide(double value, Verdict verdict) {
        assertThat(judge(bounded(between("1", "3"), between("1.5", "2")), numbers(value))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void whoDoesNotAnswerSaysNeitherGoodNorBad() {
        for (NoDataPolicy policy : NoDataPolicy.values()) {
            assertThat(judge(noData(PLAIN, policy), AWAY).verdict()).isEqualTo(Verdict.Unavailable);
            assertThat(judge(noData(PLAIN, policy), WRONG).verdict()).isEqualTo(Verdict.Invalid);
        }
        assertThat(judge(PLAIN, WRONG).message()).isEqualTo("parse error");
    }

    @ParameterizedTest
    @CsvSource({"Hold, NoData", "Fail, Fail", "Pass, NoData"})
    void silenceIsWhatThePolicySaysAndPassesOnlyBesideSamples(NoDataPolicy policy, Verdict verdict) {
        assertThat(judge(noData(PLAIN, policy), NOTHING).verdict()).isEqualTo(verdict);
        assertThat(judge(noData(PLAIN, policy), numbers(Double.NaN)).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "Hold, 500, Pass, NoData", "Hold, 499, NoData, NoData",
        "Pass, 500, Pass, Pass", "Pass, 499, NoData, NoData",
        "Fail, 500, Pass, Fail", "Fail, 499, Fail, Fail"
    })
    void samplesAreTheEvidence(NoDataPolicy policy, double count, Verdict withNumber, Verdict withSilence) {
        Criterion criterion = samples(noData(PLAIN, policy), 500);
        assertThat(judgeSamples(criterion, numbers(0.001), numbers(count)).verdict())
                .isEqualTo(withNumber);
        assertThat(judgeSamples(criterion, NOTHING, numbers(count)).verdict()).isEqualTo(withSilence);
    }

    @Test
    void noSamplesAreTooFewAndUnknownSamplesAreUnknown() {
        Criterion criterion = samples(PLAIN, 1);
        assertThat(judgeSamples(criterion, numbers(1), NOTHING).message()).isEqualTo("0 of 1 samples");
        assertThat(judgeSamples(criterion, numbers(1), AWAY).verdict()).isEqualTo(Verdict.Unavailable);
        assertThat(judgeSamples(criterion, numbers(1), WRONG).verdict()).isEqualTo(Verdict.Invalid);
    }

    @ParameterizedTest
    @CsvSource({"Max, 0.03", "Min, 0.01", "Sum, 0.06", "Mean, 0.02"})
    void severalSeriesBecomeOneNumber(SeriesPolicy policy, double value) {
        Criterion criterion = series(bounded(max("1"), Bounds.NONE), policy);
        assertThat(judge(criterion, numbers(0.01, Double.NaN, 0.03, 0.02))
                        .value()
                        .orElseThrow())
                .isCloseTo(value, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void severalSeriesAreRefusedOtherwise() {
        Evaluation refused = judge(PLAIN, numbers(0.001, 0.002));
        assertThat(refused.verdict()).isEqualTo(Verdict.Invalid);
        assertThat(refused.message()).contains("2 series").contains("sum()");
    }

    @Test
    void infinitiesOfBothSignsAreNoNumber() {
        Criterion criterion = series(PLAIN, SeriesPolicy.Sum);
        assertThat(judge(criterion, numbers(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))
                        .verdict())
                .isEqualTo(Verdict.NoData);
    }

    @Test
    void aServiceThatNeverFailedHasNoSeriesForBad() {
        Evaluation look = judgeRatio(ratio(max("0.01")), NOTHING, numbers(1000));
        assertThat(look.verdict()).isEqualTo(Verdict.Pass);
        assertThat(look.value()).hasValue(0.0);
    }

    @Test
    void nothingGoodBesideTrafficIsATotalOutage() {
        Evaluation look = judgeRatio(ratio(min("0.99")), NOTHING, numbers(1000));
        assertThat(look.verdict()).isEqualTo(Verdict.Fail);
        assertThat(look.value()).hasValue(0.0);
    }

    @Test
    void noTrafficIsNoData() {
        for (Answer none : java.util.List.of(NOTHING, numbers(0), numbers(Double.NaN), numbers(-1))) {
            assertThat(judgeRatio(ratio(max("0.01")), numbers(0), none).verdict())
                    .isEqualTo(Verdict.NoData);
            assertThat(judgeRatio(ratio(min("0.99")), numbers(0), none).verdict())
                    .isEqualTo(Verdict.NoData);
        }
    }

    @Test
    void aRatioWithAnUnknownPartIsUnknown() {
        Criterion criterion = ratio(max("0.01"));
        assertThat(judgeRatio(criterion, AWAY, numbers(1000)).verdict()).isEqualTo(Verdict.Unavailable);
        assertThat(judgeRatio(criterion, numbers(1), AWAY).verdict()).isEqualTo(Verdict.Unavailable);
        assertThat(judgeRatio(criterion, WRONG, numbers(1000)).verdict()).isEqualTo(Verdict.Invalid);
        assertThat(judgeRatio(criterion, numbers(1, 2), numbers(1000)).verdict())
                .isEqualTo(Verdict.Invalid);
    }

    @Test
    void aRatioOfInfinitiesIsNoNumber() {
        Answer endless = numbers(Double.POSITIVE_INFINITY);
        assertThat(judgeRatio(ratio(max("0.01")), endless, endless).verdict()).isEqualTo(Verdict.NoData);
    }

    @ParameterizedTest
    @CsvSource({
        "20%, 0.012, 0.01, Pass",
        "20%, 0.0121, 0.01, Fail",
        "20%, 0, 0, Pass",
        "20% + 0.001, 0.001, 0, Pass",
        "20% + 0.001, 0.0011, 0, Fail",
        "0.002, 0.0119, 0.01, Pass",
        "0.002, 0.0121, 0.01, Fail",
        "20%, 0.5, -1, NoData",
        "20%, 0.5, Infinity, NoData"
    })
    void atMostSoMuchAboveABaseline(String maxIncrease, double value, double baseline, Verdict verdict) {
        assertThat(judgeBaseline(Criteria.increase(maxIncrease), value, numbers(baseline))
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"10%, 90, 100, Pass", "10%, 89, 100, Fail", "10%, 0, 0, Pass", "5, 95, 100, Pass"})
    void atMostSoMuchBelowABaseline(String maxDecrease, double value, double baseline, Verdict verdict) {
        assertThat(judgeBaseline(Criteria.decrease(maxDecrease), value, numbers(baseline))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aShareOfZeroIsNoDataAndTellsTheMend() {
        Evaluation look = judgeBaseline(Criteria.increase("20%"), 0.5, numbers(0));

        assertThat(look.verdict()).isEqualTo(Verdict.NoData);
        assertThat(look.message()).contains("the baseline is 0", "add an absolute tolerance");
    }

    @Test
    void aBaselineThatCannotBeHadDecidesNothing() {
        Criterion criterion = Criteria.increase("20%");

        assertThat(judgeBaseline(criterion, 0.5, NOTHING).verdict()).isEqualTo(Verdict.NoData);
        assertThat(judgeBaseline(criterion, 0.5, numbers(Double.NaN)).verdict()).isEqualTo(Verdict.NoData);
        assertThat(judgeBaseline(criterion, 0.5, AWAY).verdict()).isEqualTo(Verdict.Unavailable);
        assertThat(judgeBaseline(criterion, 0.5, WRONG).verdict()).isEqualTo(Verdict.Invalid);
    }

    @Test
    void aMaximumBesideABaselineFailsByItself() {
        Criterion criterion = Criteria.increase(bounded(max("0.01"), Bounds.NONE), "20%");

        assertThat(judgeBaseline(criterion, 0.02, AWAY).verdict()).isEqualTo(Verdict.Fail);
        assertThat(judgeBaseline(criterion, 0.009, numbers(0.001)).message())
                .isEqualTo("0.009, max 0.01, at most 0.0012 (baseline 0.001 +20%)");
    }
}
