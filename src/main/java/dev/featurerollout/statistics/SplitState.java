package dev.featurerollout.statistics;

import java.util.Optional;

/**
 * What a {@link SplitTest} has come to.
 *
 * @param tooMany the bet that the treatment gets more than its share
 * @param tooFew the bet that it gets less
 * @param treatment requests of the treatment in this stage
 * @param control requests of the control in this stage
 */
record SplitState(
        Optional<StageTerms> terms,
        int looks,
        int withoutInformation,
        Capital tooMany,
        Capital tooFew,
        SplitBursts bursts,
        double treatment,
        double control)
        implements TestState {
    static final String KIND = "split";

    static SplitState finished(Capital tooMany, Capital tooFew, SplitBursts bursts) {
        return new SplitState(Optional.empty(), 0, 0, tooMany, tooFew, bursts, 0, 0);
    }

    static SplitState read(Checkpoint.Reader from) {
        return finished(Capital.read(from, Bets.COUNT), Capital.read(from, Bets.COUNT), SplitBursts.read(from));
    }

    SplitState stageFinished() {
        return finished(tooMany, tooFew, bursts.stageFinished());
    }

    @Override
    public String checkpoint() {
        SplitState finished = stageFinished();
        Checkpoint.Writer to = new Checkpoint.Writer(KIND);
        finished.tooMany.write(to);
        finished.tooFew.write(to);
        finished.bursts.write(to);
        return to.text();
    }
}
