package dev.featurerollout.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for the tests whatever they see. */
class SequentialPropertyTest {
    private static final double ALPHA = 0.01;

    /** Everything that may happen to a test. */
    sealed interface Step {
        record Enter(StageTerms terms) implements Step {}

        record Seen(Look look) implements Step {}
    }

    /** One test of each kind and mode, with the looks it is given. */
    enum Kind {
        ADAPTIVE(new CompareTest(new Margin(1.2, 0, 0), Bursts.Adaptive, 1)),
        FLOORED(new CompareTest(new Margin(1.2, 0.001, 0.0005), Bursts.Adaptive, 1)),
        INDEPENDENT(new CompareTest(new Margin(1.2, 0.001, 0.0005), Bursts.Independent, 1)),
        STRICT(new CompareTest(new Margin(1.2, 0, 0.0005), Bursts.Strict, 1)),
        LATENCY(new CompareTest(new Margin(1.2, 0, 0), Bursts.Adaptive, 2)),
        BOUND(new BoundTest(0.01, Bursts.Adaptive)),
        BOUND_INDEPENDENT(new BoundTest(1, Bursts.Independent)),
        WORSE(new PairedTest(new Margin(1.1, 0.1, 0), Direction.Worse)),
        BETTER(new PairedTest(new Margin(1.1, 0, 0), Direction.Better)),
        SPLIT(new SplitTest(0.5));

        final SequentialTest test;

        Kind(SequentialTest test) {
            this.test = test;
        }

        Look look(Counts a, Counts b) {
            if (test instanceof CompareTest compare) {
                return new Look.Compared(compare.edges() == 1 ? List.of(a) : List.of(a, b));
            }
            if (test instanceof PairedTest) {
                return new Look.Paired(a.treatmentOf(), a.controlOf());
            }
            return new Look.Single(a.treatmentBad(), a.treatmentOf());
        }
    }

    @Provide
    Arbitrary<Double> anyNumber() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 50).map(Integer::doubleValue),
                Arbitraries.doubles().between(0, 1e6),
                Arbitraries.of(0.0, Double.MIN_VALUE, 1e-300, 1e-9, 1e9, 1e15, 1e16, 1e155, Double.MAX_VALUE));
    }

    @Provide
    Arbitrary<Counts> anyCounts() {
        return Combinators.combine(anyNumber(), anyNumber(), anyNumber(), anyNumber())
                .as(Counts::new);
    }

    @Provide
    Arbitrary<Counts> counts() {
        Arbitrary<Double> of = Arbitraries.integers().between(0, 3000).map(Integer::doubleValue);
        Arbitrary<Double> bad = Arbitraries.integers().between(0, 60).map(Integer::doubleValue);
        return Combinators.combine(bad, of, bad, of).as(Counts::new);
    }

    private static StageTerms terms(int stage) {
        double share = new double[] {0, 0.05, 0.25, 0.5, 0.9, 1}[stage % 6];
        return new StageTerms(share, stage % 3 == 0 ? OptionalDouble.empty() : OptionalDouble.of(1.5));
    }

    @Property(tries = 2000)
    void noNumberIsTooStrange(
            @ForAll Kind kind,
            @ForAll @IntRange(min = 0, max = 5) int stage,
            @ForAll("anyCounts") Counts a,
            @ForAll("anyCounts") Counts b,
            @ForAll("anyCounts") Counts c) {
        SequentialTest test = kind.test;
        TestState state = test.enter(test.begin(), terms(stage));
        for (Look look : List.of(kind.look(a, b), kind.look(b, c), kind.look(c, a), kind.look(a, a), kind.look(b, a))) {
            state = test.look(state, look);
            for (int i = 0; i < 3; i++) {
                state = test.look(state, kind.look(c, b));
            }
            assertNumbers(test.read(state, ALPHA));
        }
        state = test.enter(state, terms(stage + 1));
        assertNumbers(test.read(test.look(state, kind.look(b, a)), ALPHA));
        test.restore(state.checkpoint());
    }

    private static void assertNumbers(Reading reading) {
        assertThat(reading.logCapital()).isLessThan(Double.POSITIVE_INFINITY).isNotNaN();
        assertThat(reading.logSafeCapital())
                .isLessThan(Double.POSITIVE_INFINITY)
                .isNotNaN();
        assertThat(reading.burstSize()).isGreaterThanOrEqualTo(1).isFinite();
        assertThat(reading.bad()).isFinite();
        assertThat(reading.of()).isFinite();
        reading.ratio().ifPresent(interval -> {
            assertThat(interval.estimate()).isNotNaN().isGreaterThanOrEqualTo(0);
            assertThat(interval.low()).isFinite().isGreaterThanOrEqualTo(0);
            assertThat(interval.high()).isNotNaN();
        });
    }

    @Property(tries = 200)
    void whatIsNoCountProvesNothing(@ForAll Kind kind, @ForAll("counts") Counts a, @ForAll("counts") Counts b) {
        SequentialTest test = kind.test;
        TestState state = test.look(test.enter(test.begin(), terms(1)), kind.look(a, b));
        TestState missing = test.look(state, new Look.Missing());
        for (double no : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1}) {
            Counts wrong = new Counts(no, no, a.controlBad(), a.controlOf());

            assertThat(test.look(state, kind.look(wrong, b))).isEqualTo(missing);
        }
        // All there is after it is what the stake of a look moves.
        assertThat(test.read(missing, ALPHA).logSafeCapital())
                .isEqualTo(test.read(state, ALPHA).logSafeCapital());
        assertThat(test.read(missing, ALPHA).burstSize())
                .isEqualTo(test.read(state, ALPHA).burstSize());
        assertThat(test.read(missing, ALPHA).looks())
                .isEqualTo(test.read(state, ALPHA).looks() + 1);
    }

    @Property(tries = 500)
    void aRestartBetweenStagesChangesNothing(
            @ForAll Kind kind,
            @ForAll @Size(min = 1, max = 30) List<@net.jqwik.api.From("counts") Counts> looks,
            @ForAll @IntRange(min = 1, max = 9) int stageLength) {
        SequentialTest test = kind.test;
        TestState state = test.begin();
        TestState restarted = test.begin();
        for (int i = 0; i < looks.size(); i++) {
            if (i % stageLength == 0) {
                StageTerms terms = terms(i / stageLength);
                assertThat(test.restore(state.checkpoint()).checkpoint()).isEqualTo(state.checkpoint());
                state = test.enter(state, terms);
                restarted = test.enter(test.restore(restarted.checkpoint()), terms);
            }
            Look look = i % 7 == 6 ? new Look.Missing() : kind.look(looks.get(i), looks.get((i + 1) % looks.size()));
            state = test.look(state, look);
            restarted = test.look(restarted, look);

            assertThat(restarted).isEqualTo(state);
            assertThat(test.read(restarted, ALPHA)).isEqualTo(test.read(state, ALPHA));
        }
    }

    @Property(tries = 500)
    void independentEvidenceDoesNotDependOnHowTimeIsCut(
            @ForAll("counts") Counts counts,
            @ForAll @IntRange(min = 0, max = 20) int bad,
            @ForAll @IntRange(min = 0, max = 20) int controlBad,
            @ForAll @DoubleRange(min = 0.5, max = 3) double relative,
            @ForAll @DoubleRange(min = 0, max = 0.01) double absolute) {
        // The same traffic in both halves, so the same ratio of the cohorts.
        Counts first = new Counts(bad, counts.treatmentOf(), controlBad, counts.controlOf());
        Counts second =
                new Counts(counts.treatmentBad(), counts.treatmentOf(), counts.controlBad(), counts.controlOf());
        for (Bets bets : Bets.values()) {
            double[] apart = bets.compare(first, relative, absolute);
            double[] more = bets.compare(second, relative, absolute);
            double[] together = bets.compare(first.plus(second), relative, absolute);
            for (int i = 0; i < Bets.COUNT; i++) {
                assertThat(apart[i] + more[i]).isCloseTo(together[i], within(1e-9));
            }
        }
    }

    @Property(tries = 500)
    void theMoreIsToleratedTheLessIsHarmAndTheMoreIsSafe(
            @ForAll("counts") Counts counts,
            @ForAll @DoubleRange(min = 0.1, max = 5) double relative,
            @ForAll @DoubleRange(min = 0, max = 2) double more) {
        Counts clipped = counts.clipped();
        double slack = 1e-9;

        assertThat(Logs.mean(Bets.HARM.compare(clipped, relative + more, 0)))
                .isLessThanOrEqualTo(Logs.mean(Bets.HARM.compare(clipped, relative, 0)) + slack);
        assertThat(Logs.mean(Bets.HARM.strict(clipped, relative + more)))
                .isLessThanOrEqualTo(Logs.mean(Bets.HARM.strict(clipped, relative)) + slack);
        assertThat(Logs.mean(Bets.SAFE.compare(clipped, relative + more, 0)))
                .isGreaterThanOrEqualTo(Logs.mean(Bets.SAFE.compare(clipped, relative, 0)) - slack);
    }

    @Property(tries = 200)
    void theOrderOfTheBetsDoesNotMatter(@ForAll("counts") Counts counts, @ForAll Random random) {
        double[] won = Bets.HARM.compare(counts.clipped(), 1.2, 0);
        List<Double> shuffled = new ArrayList<>();
        Arrays.stream(won).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);

        assertThat(Logs.mean(shuffled.stream().mapToDouble(Double::doubleValue).toArray()))
                .isCloseTo(Logs.mean(won), within(1e-9));
    }

    @Property(tries = 500)
    void theIntervalHoldsWhatWasSeen(@ForAll("counts") Counts counts) {
        Counts clipped = counts.clipped();
        if (clipped.comparable()) {
            Intervals.ratio(List.of(clipped), ALPHA, 1).ifPresent(interval -> {
                assertThat(interval.low()).isLessThanOrEqualTo(interval.estimate());
                assertThat(interval.high()).isGreaterThanOrEqualTo(interval.estimate());
            });
        }
    }
}
