package dev.featurerollout.statistics;

import dev.featurerollout.statistics.Look.Missing;
import dev.featurerollout.statistics.Look.Single;
import java.util.Optional;

/**
 * Holds the bad events of one cohort against a fixed rate, such as a service level objective: for a stage of 100 %, where
 * there is no control left.
 *
 * <p>As nothing is compared, an incident that is not the flag's counts too. The safe test looks to show that there are
 * fewer bad events than {@code rate}; it is made where a stage has a safe margin, whose size does not matter. It lives on
 * events that fail to happen, so it takes bursts from look to look into account as well and wins at most 1 nat a look.
 *
 * @param rate tolerated share of bad events, above 0 and up to 1
 * @param bursts not {@link Bursts#Strict}, which needs a control
 */
public record BoundTest(double rate, Bursts bursts) implements SequentialTest {
    public BoundTest {
        Require.that(rate > 0 && rate <= 1, "rate is not above 0 and up to 1", rate);
        if (bursts == Bursts.Strict) {
            throw new IllegalArgumentException(
                    "bursts: Strict needs a control to compare with, and a bound has none; use Adaptive");
        }
    }

    @Override
    public TestState begin() {
        return BoundState.finished(BoundProcess.START, 0, 0);
    }

    @Override
    public TestState enter(TestState before, StageTerms terms) {
        BoundState finished = mine(before).stageFinished();
        return new BoundState(
                Optional.of(terms),
                0,
                0,
                finished.harm(),
                terms.safeMargin().isPresent() ? Optional.of(Capital.staked(Bets.COUNT)) : Optional.empty(),
                SeriesBursts.NONE,
                0,
                0,
                finished.badBefore(),
                finished.ofBefore());
    }

    @Override
    public TestState look(TestState before, Look look) {
        BoundState state = mine(before);
        if (state.terms().isEmpty()) {
            throw Misuse.noStage();
        }
        boolean first = state.looks() == 0;
        if (look instanceof Single seen && Counts.usable(seen.bad()) && Counts.usable(seen.of())) {
            return seen(state, first, Math.min(seen.bad(), seen.of()), seen.of());
        }
        if (!(look instanceof Single || look instanceof Missing)) {
            throw Misuse.look(this, look);
        }
        return new BoundState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation() + 1,
                state.harm().missed(first),
                state.safe(),
                state.series(),
                state.bad(),
                state.of(),
                state.badBefore(),
                state.ofBefore());
    }

    private BoundState seen(BoundState state, boolean first, double bad, double of) {
        boolean traffic = of >= Look.LEAST;
        return new BoundState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation() + (traffic ? 0 : 1),
                state.harm().after(first, bad, of, rate, bursts),
                state.safe().map(capital -> capital.after(first, safeWon(state, bad, of))),
                traffic ? state.series().with(bad, of) : state.series(),
                state.bad() + bad,
                state.of() + of,
                state.badBefore(),
                state.ofBefore());
    }

    private double[] safeWon(BoundState state, double bad, double of) {
        double[] won = Bets.SAFE.bound(bad, of, rate);
        return bursts == Bursts.Independent ? won : Bets.tempered(won, safeBursts(state), Caps.ABSENCE);
    }

    private double safeBursts(BoundState state) {
        return bursts == Bursts.Independent
                ? 1
                : Math.max(
                        state.harm().split().ofThisStage().size(1, 1),
                        state.series().size());
    }

    @Override
    public double logCapital(TestState state) {
        return mine(state).harm().capital().log();
    }

    @Override
    public double logSafeCapital(TestState state) {
        return mine(state).safe().map(Capital::log).orElse(Double.NEGATIVE_INFINITY);
    }

    @Override
    public Reading read(TestState state, double falseRollbackChance) {
        Require.chance("falseRollbackChance", falseRollbackChance);
        BoundState mine = mine(state);
        double burstSize = mine.harm().burstSize(bursts);
        return new Reading(
                logCapital(mine),
                logSafeCapital(mine),
                Intervals.rate(
                        mine.badBefore() + mine.bad(), mine.ofBefore() + mine.of(), falseRollbackChance, burstSize),
                burstSize,
                mine.bad(),
                mine.of(),
                0,
                0,
                mine.looks(),
                mine.withoutInformation(),
                0);
    }

    @Override
    public TestState restore(String checkpoint) {
        Checkpoint.Reader from = new Checkpoint.Reader(BoundState.KIND, checkpoint);
        BoundState state = BoundState.read(from);
        from.end();
        return state;
    }

    private BoundState mine(TestState state) {
        if (state instanceof BoundState mine) {
            return mine;
        }
        throw Misuse.state(this);
    }
}
