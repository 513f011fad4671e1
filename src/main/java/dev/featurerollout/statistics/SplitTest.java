package dev.featurerollout.statistics;

import dev.featurerollout.statistics.Look.Compared;
import dev.featurerollout.statistics.Look.Missing;
import dev.featurerollout.statistics.Look.Single;
import java.util.Optional;

/**
 * Tests whether the treatment gets its share of the traffic, no more and no less (sample ratio mismatch).
 *
 * <p>A look is {@link Compared}, of which only the traffic of the first edge is read, or {@link Single} with the requests
 * of the treatment as {@code bad} and all requests as {@code of}. Where the treatment has all or none there is nothing
 * to test. Sessions make requests come in bursts, so it is adaptive. There is no safe test.
 *
 * @param tolerance above 0: 0.5 lets the odds of being in the treatment be half as high again, or that much lower
 */
public record SplitTest(double tolerance) implements SequentialTest {
    private static final double PRIOR = 20;
    private static final double PRIOR_WEIGHT = 20;

    public SplitTest {
        Require.that(tolerance > 0 && Double.isFinite(tolerance), "tolerance is not above 0", tolerance);
    }

    @Override
    public TestState begin() {
        return SplitState.finished(Capital.inReserve(Bets.COUNT), Capital.inReserve(Bets.COUNT), SplitBursts.NONE);
    }

    @Override
    public TestState enter(TestState before, StageTerms terms) {
        SplitState finished = mine(before).stageFinished();
        return new SplitState(Optional.of(terms), 0, 0, finished.tooMany(), finished.tooFew(), finished.bursts(), 0, 0);
    }

    @Override
    public TestState look(TestState before, Look look) {
        SplitState state = mine(before);
        double share = state.terms().orElseThrow(Misuse::noStage).treatmentShare();
        double treatment = Double.NaN;
        double control = Double.NaN;
        if (look instanceof Compared compared) {
            Require.that(!compared.edges().isEmpty(), "a look has no edges", 0);
            treatment = compared.edges().get(0).treatmentOf();
            control = compared.edges().get(0).controlOf();
        } else if (look instanceof Single single) {
            treatment = single.bad();
            control = Math.max(0, single.of() - single.bad());
        } else if (!(look instanceof Missing)) {
            throw Misuse.look(this, look);
        }
        boolean usable = Counts.usable(treatment) && Counts.usable(control);
        return usable ? after(state, new Counts(treatment, share, control, 1 - share)) : missed(state);
    }

    /** Requests are the events here, and the shares what they are events of. */
    private SplitState after(SplitState state, Counts counts) {
        boolean first = state.looks() == 0;
        double size = burstSize(state);
        double all = counts.treatmentBad() + counts.controlBad();
        double[] tooMany = Bets.tempered(Bets.HARM.compare(counts, 1 + tolerance, 0), size, Caps.PRESENCE);
        double[] tooFew = Bets.tempered(Bets.SAFE.compare(counts, 1 / (1 + tolerance), 0), size, Caps.PRESENCE);
        return new SplitState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation() + (counts.comparable() && all > 0 ? 0 : 1),
                state.tooMany().after(first, tooMany),
                state.tooFew().after(first, tooFew),
                counts.comparable() ? state.bursts().with(counts.treatmentBad(), all) : state.bursts(),
                state.treatment() + counts.treatmentBad(),
                state.control() + counts.controlBad());
    }

    private SplitState missed(SplitState state) {
        boolean first = state.looks() == 0;
        return new SplitState(
                state.terms(),
                state.looks() + 1,
                state.withoutInformation() + 1,
                state.tooMany().after(first, Bets.nothing()),
                state.tooFew().after(first, Bets.nothing()),
                state.bursts(),
                state.treatment(),
                state.control());
    }

    private static double burstSize(SplitState state) {
        return state.bursts().size(PRIOR, PRIOR_WEIGHT);
    }

    @Override
    public double logCapital(TestState state) {
        SplitState mine = mine(state);
        return Logs.mean(new double[] {mine.tooMany().log(), mine.tooFew().log()});
    }

    @Override
    public double logSafeCapital(TestState state) {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    public Reading read(TestState state, double falseRollbackChance) {
        Require.chance("falseRollbackChance", falseRollbackChance);
        SplitState mine = mine(state);
        return new Reading(
                logCapital(mine),
                logSafeCapital(mine),
                Optional.empty(),
                burstSize(mine),
                mine.treatment(),
                mine.treatment() + mine.control(),
                0,
                mine.control(),
                mine.looks(),
                mine.withoutInformation(),
                0);
    }

    @Override
    public TestState restore(String checkpoint) {
        Checkpoint.Reader from = new Checkpoint.Reader(SplitState.KIND, checkpoint);
        SplitState state = SplitState.read(from);
        from.end();
        return state;
    }

    private SplitState mine(TestState state) {
        if (state instanceof SplitState mine) {
            return mine;
        }
        throw Misuse.state(this);
    }
}
