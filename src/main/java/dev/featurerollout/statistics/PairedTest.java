package dev.featurerollout.statistics;

import dev.featurerollout.statistics.Look.Missing;
import dev.featurerollout.statistics.Look.Paired;
import java.util.Optional;

/**
 * Compares one value of each cohort, interval by interval, where there are no counts: CPU per request, a mean.
 *
 * <p>Pairing takes out whatever moves both cohorts. It holds for differences that are symmetric around the margin, given
 * the past, whatever their scale and tails; it needs nine looks or more.
 *
 * @param margin without {@code ignoreBelow}, which is for shares
 * @param higherIs what a higher value means
 */
public record PairedTest(Margin margin, Direction higherIs) implements SequentialTest {
    public PairedTest {
        Require.that(
                margin.ignoreBelow() == 0, "ignoreBelow is for counts, not for paired values", margin.ignoreBelow());
    }

    @Override
    public TestState begin() {
        return PairedState.finished(Capital.inReserve(Differences.BETS));
    }

    @Override
    public TestState enter(TestState before, StageTerms terms) {
        return new PairedState(
                Optional.of(terms),
                0,
                0,
                mine(before).harm(),
                terms.safeMargin().isPresent() ? Optional.of(Capital.staked(Differences.BETS)) : Optional.empty(),
                Differences.NONE,
                Differences.NONE);
    }

    @Override
    public TestState look(TestState before, Look look) {
        PairedState state = mine(before);
        StageTerms terms = state.terms().orElseThrow(Misuse::noStage);
        if (look instanceof Paired seen && seen.treatment() >= 0 && seen.control() >= 0) {
            double worse = worse(seen);
            double better = terms.safeMargin().isPresent()
                    ? better(seen, terms.safeMargin().getAsDouble())
                    : 0;
            if (Math.abs(worse) <= Differences.MOST && Math.abs(better) <= Differences.MOST) {
                return after(state, worse, better);
            }
        } else if (!(look instanceof Paired || look instanceof Missing)) {
            throw Misuse.look(this, look);
        }
        return new PairedState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation() + 1,
                state.harm().after(state.looks() == 0, new double[Differences.BETS]),
                state.safe(),
                state.worse(),
                state.better());
    }

    private double worse(Paired seen) {
        double difference = higherIs == Direction.Worse
                ? seen.treatment() - margin.relative() * seen.control()
                : seen.control() / margin.relative() - seen.treatment();
        return difference - margin.absolute();
    }

    private double better(Paired seen, double safeMargin) {
        return higherIs == Direction.Worse
                ? safeMargin * seen.control() - seen.treatment()
                : seen.treatment() - seen.control() / safeMargin;
    }

    /** Returns the state after differences from the margin and from the safe margin. */
    static PairedState after(PairedState state, double worse, double better) {
        boolean first = state.looks() == 0;
        Differences worseNow = state.worse().with(worse);
        Differences betterNow = state.better().with(better);
        return new PairedState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation(),
                state.harm().after(first, worseNow.won()),
                state.safe().map(capital -> capital.after(first, betterNow.won())),
                worseNow,
                betterNow);
    }

    @Override
    public double logCapital(TestState state) {
        return mine(state).harm().log();
    }

    @Override
    public double logSafeCapital(TestState state) {
        return mine(state).safe().map(Capital::log).orElse(Double.NEGATIVE_INFINITY);
    }

    @Override
    public Reading read(TestState state, double falseRollbackChance) {
        Require.chance("falseRollbackChance", falseRollbackChance);
        PairedState mine = mine(state);
        return new Reading(
                logCapital(mine),
                logSafeCapital(mine),
                Optional.empty(),
                1,
                0,
                mine.worse().count(),
                0,
                0,
                mine.looks(),
                mine.withoutInformation(),
                0);
    }

    @Override
    public TestState restore(String checkpoint) {
        Checkpoint.Reader from = new Checkpoint.Reader(PairedState.KIND, checkpoint);
        Capital harm = Capital.read(from, Differences.BETS);
        from.end();
        return PairedState.finished(harm);
    }

    private PairedState mine(TestState state) {
        if (state instanceof PairedState mine) {
            return mine;
        }
        throw Misuse.state(this);
    }
}
