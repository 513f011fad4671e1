package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Cases small enough to work out by hand. */
class HandChecksTest {
    private static final double ALPHA = 0.01;
    private static final StageTerms FIVE_PERCENT = new StageTerms(0.05, OptionalDouble.of(2));

    @Test
    void twoErrorsInFiftyRequestsAndNoneInNineHundredAndFiftyWeighTwentyNineToOne() {
        double[] won = Bets.HARM.compare(new Counts(2, 50, 0, 950), 1, 0);

        assertThat(Arrays.stream(won).map(Math::exp).toArray())
                .usingComparatorWithPrecision(0.0005)
                .containsExactly(1.198, 1.524, 2.142, 3.628, 7.438, 17.361, 47.562, 149.938);
        assertThat(Math.exp(Logs.mean(won))).isCloseTo(28.8489, within(0.0001));
    }

    @Test
    void aSlightExcessIsSlightEvidence() {
        assertThat(Logs.mean(Bets.HARM.compare(new Counts(5, 100, 20, 1900), 1.1, 0)))
                .isCloseTo(2.02564854179511, within(1e-12));
        assertThat(Logs.mean(Bets.HARM.bound(3, 100, 0.01))).isCloseTo(0.5678680596072847, within(1e-12));
    }

    @Test
    void theFirstLookOfAStageStakesHalfAndEveryOtherOneHundredth() {
        CompareTest test = new CompareTest(Margin.relative(1), Bursts.Independent, 1);
        Look twoErrors = new Look.Compared(List.of(new Counts(2, 50, 0, 950)));

        TestState state = test.look(test.enter(test.begin(), FIVE_PERCENT), twoErrors);
        assertThat(Math.exp(test.read(state, ALPHA).logCapital())).isCloseTo(0.5 * 28.8489 + 0.5, within(0.0001));

        state = test.enter(test.begin(), FIVE_PERCENT);
        state = test.look(test.look(state, new Look.Missing()), twoErrors);
        assertThat(Math.exp(test.read(state, ALPHA).logCapital())).isCloseTo(0.505 * 28.8489 + 0.495, within(0.0001));
    }

    @Test
    void comingBackAfterBeingAwayStakesHalfOfWhatIsLeft() {
        CompareTest test = new CompareTest(Margin.relative(1), Bursts.Independent, 1);
        TestState state = test.look(test.enter(test.begin(), FIVE_PERCENT), new Look.Missing());
        state = test.look(test.enter(state, FIVE_PERCENT), new Look.Compared(List.of(new Counts(2, 50, 0, 950))));

        assertThat(Math.exp(test.read(state, ALPHA).logCapital())).isCloseTo(0.75 * 28.8489 + 0.25, within(0.0001));
    }

    @Test
    void aSafeTestStakesAllAtOnceAndStartsAnewWithTheStage() {
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Independent, 1);
        Counts healthy = new Counts(0, 500, 100, 9500);
        TestState state = test.look(test.enter(test.begin(), FIVE_PERCENT), new Look.Compared(List.of(healthy)));

        assertThat(test.read(state, ALPHA).logSafeCapital())
                .isEqualTo(Logs.mean(Bets.SAFE.compare(healthy, 2, 0)))
                .isPositive();
        assertThat(test.read(test.enter(state, FIVE_PERCENT), ALPHA).logSafeCapital())
                .isZero();
        assertThat(test.read(test.enter(state, new StageTerms(1, OptionalDouble.empty())), ALPHA)
                        .logSafeCapital())
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void noSingleLookCanRollBackWhileTheBurstSizeIsAnEstimate() {
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1);
        TestState state = test.enter(test.begin(), FIVE_PERCENT);
        Look disaster = new Look.Compared(List.of(new Counts(500, 500, 0, 9500)));
        int looks = 0;
        while (test.read(state, ALPHA).logCapital() < Needed.logCapital(ALPHA)) {
            state = test.look(state, disaster);
            looks++;
        }

        assertThat(looks).isEqualTo(3);
    }

    @Test
    void theRatioIsToldWithWhatItCannotBe() {
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Independent, 1);
        TestState state = test.enter(test.begin(), FIVE_PERCENT);
        state = test.look(state, new Look.Compared(List.of(new Counts(60, 1500, 380, 28500))));
        Reading reading = test.read(state, ALPHA);
        Interval ratio = reading.ratio().orElseThrow();

        assertThat(ratio.estimate()).isCloseTo(3, within(1e-12));
        assertThat(ratio.low()).isBetween(1.5, 2.5);
        assertThat(ratio.high()).isBetween(3.5, 5.0);
        assertThat(reading.bad()).isEqualTo(60);
        assertThat(reading.of()).isEqualTo(1500);
        assertThat(reading.controlBad()).isEqualTo(380);
        assertThat(reading.controlOf()).isEqualTo(28500);
    }

    @Test
    void stagesOfDifferentSharesAndRatesDoNotMakeARatioByThemselves() {
        // Twice as many errors per request in the second stage, in both cohorts alike; pooled, it would look like 1.6.
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Independent, 1);
        TestState state = test.enter(test.begin(), FIVE_PERCENT);
        state = test.look(state, new Look.Compared(List.of(new Counts(5, 500, 95, 9500))));
        state = test.enter(state, new StageTerms(0.5, OptionalDouble.empty()));
        state = test.look(state, new Look.Compared(List.of(new Counts(100, 5000, 100, 5000))));

        assertThat(test.read(state, ALPHA).ratio().orElseThrow().estimate()).isCloseTo(1, within(1e-12));
        assertThat(test.read(state, ALPHA).bad()).as("of this stage").isEqualTo(100);
    }

    @Test
    void whereAllRequestsHaveTheFlagAComparisonSaysNothing() {
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Adaptive, 1);
        TestState state = test.enter(test.begin(), new StageTerms(1, OptionalDouble.empty()));
        for (int i = 0; i < 100; i++) {
            state = test.look(state, new Look.Compared(List.of(new Counts(500, 1000, 0, 0))));
        }
        Reading reading = test.read(state, ALPHA);

        assertThat(reading.logCapital()).isCloseTo(0, within(1e-12));
        assertThat(reading.lookedWithoutInformation()).isEqualTo(100);
        assertThat(reading.ratio()).isEmpty();
    }

    @Test
    void aFifthOfAPercentageIsIgnoredWhateverTheControlHas() {
        Margin nearlyPerfect = new Margin(1.2, 0, 0.002);
        assertThat(evidence(nearlyPerfect, new Counts(3, 3000, 0, 57000)))
                .as("0.1 % beside nothing")
                .isLessThan(0);
        assertThat(evidence(nearlyPerfect, new Counts(30, 3000, 0, 57000)))
                .as("1 % beside nothing")
                .isGreaterThan(Needed.logCapital(ALPHA));
        assertThat(evidence(Margin.relative(1.2), new Counts(3, 3000, 0, 57000)))
                .as("0.1 % where nothing is ignored")
                .isGreaterThan(Needed.logCapital(ALPHA));
    }

    private static double evidence(Margin margin, Counts everyMinute) {
        CompareTest test = new CompareTest(margin, Bursts.Adaptive, 1);
        TestState state = test.enter(test.begin(), FIVE_PERCENT);
        for (int i = 0; i < 10; i++) {
            state = test.look(state, new Look.Compared(List.of(everyMinute)));
        }
        return test.read(state, ALPHA).logCapital();
    }

    @Test
    void oneSlowEdgeAmongThreeIsNamedAndAllMustBeSafe() {
        CompareTest test = new CompareTest(Margin.relative(1.2), Bursts.Independent, 3);
        Counts same = new Counts(20, 100, 380, 1900);
        Counts slower = new Counts(10, 100, 38, 1900);
        TestState state =
                test.look(test.enter(test.begin(), FIVE_PERCENT), new Look.Compared(List.of(same, same, slower)));
        Reading reading = test.read(state, ALPHA);

        assertThat(reading.edge()).isEqualTo(2);
        assertThat(reading.bad()).isEqualTo(10);
        assertThat(reading.logSafeCapital())
                .isEqualTo(Logs.mean(Bets.SAFE.compare(slower, 2, 0)))
                .isNegative();
    }

    @Test
    void aMetricThatIsHigherInEveryPairIsFoundAfterTenLooks() {
        assertThat(looksToProve(Direction.Worse, 1.5)).isBetween(9, 12);
        assertThat(looksToProve(Direction.Better, 0.6)).isBetween(9, 12);
        assertThat(looksToProve(Direction.Worse, 0.6)).isEqualTo(100);
        assertThat(looksToProve(Direction.Better, 1.5)).isEqualTo(100);
    }

    private static int looksToProve(Direction higherIs, double ratio) {
        PairedTest test = new PairedTest(Margin.relative(1.15), higherIs);
        TestState state = test.enter(test.begin(), FIVE_PERCENT);
        int looks = 0;
        while (looks < 100 && test.read(state, ALPHA).logCapital() < Needed.logCapital(ALPHA)) {
            double load = 10 + looks % 3;
            state = test.look(state, new Look.Paired(ratio * load, load));
            looks++;
        }
        return looks;
    }

    @Test
    void aFlagThatNobodyGetsIsFoundByItsTraffic() {
        SplitTest test = new SplitTest(0.5);
        TestState served = test.enter(test.begin(), FIVE_PERCENT);
        TestState notServed = served;
        TestState asCounts = served;
        for (int i = 0; i < 8; i++) {
            served = test.look(served, new Look.Single(31, 600));
            notServed = test.look(notServed, new Look.Single(0, 600));
            asCounts = test.look(asCounts, new Look.Compared(List.of(new Counts(0, 0, 5, 600))));
        }

        assertThat(test.read(served, ALPHA).logCapital()).isNegative();
        assertThat(test.read(notServed, ALPHA).logCapital()).isGreaterThan(Needed.logCapital(ALPHA));
        assertThat(asCounts).isEqualTo(notServed);
        assertThat(test.read(served, ALPHA).bad() / test.read(served, ALPHA).of())
                .isEqualTo(31 / 600.0);
    }

    @Test
    void anObjectiveThatIsKeptIsShownToBeKept() {
        BoundTest test = new BoundTest(0.005, Bursts.Adaptive);
        TestState kept = test.enter(test.begin(), new StageTerms(1, OptionalDouble.of(1.5)));
        TestState broken = kept;
        for (int i = 0; i < 30; i++) {
            kept = test.look(kept, new Look.Single(i % 3, 1000));
            broken = test.look(broken, new Look.Single(10 + i % 3, 1000));
        }

        assertThat(test.read(kept, ALPHA).logSafeCapital()).isGreaterThan(Needed.logCapital(0.05));
        assertThat(test.read(kept, ALPHA).logCapital()).isNegative();
        assertThat(test.read(broken, ALPHA).logCapital()).isGreaterThan(Needed.logCapital(ALPHA));
        Interval rate = test.read(kept, ALPHA).ratio().orElseThrow();
        assertThat(rate.estimate()).isEqualTo(0.001);
        assertThat(rate.low()).isBetween(0.0001, 0.001);
        assertThat(rate.high()).isBetween(0.001, 0.005);
    }
}
