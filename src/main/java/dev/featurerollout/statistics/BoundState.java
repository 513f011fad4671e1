package dev.featurerollout.statistics;

import java.util.Optional;

/**
 * What a {@link BoundTest} has come to.
 *
 * @param safe this stage's bet that there are fewer bad events than the rate; empty when there is none
 * @param series bursts seen from look to look, in this stage
 * @param bad bad events of this stage
 * @param badBefore bad events of the stages before
 */
record BoundState(
        Optional<StageTerms> terms,
        int looks,
        int withoutInformation,
        BoundProcess harm,
        Optional<Capital> safe,
        SeriesBursts series,
        double bad,
        double of,
        double badBefore,
        double ofBefore)
        implements TestState {
    static final String KIND = "bound";

    static BoundState finished(BoundProcess harm, double bad, double of) {
        return new BoundState(Optional.empty(), 0, 0, harm, Optional.empty(), SeriesBursts.NONE, 0, 0, bad, of);
    }

    static BoundState read(Checkpoint.Reader from) {
        return finished(BoundProcess.read(from), from.sum(), from.sum());
    }

    BoundState stageFinished() {
        return finished(harm.stageFinished(), badBefore + bad, ofBefore + of);
    }

    @Override
    public String checkpoint() {
        BoundState finished = stageFinished();
        Checkpoint.Writer to = new Checkpoint.Writer(KIND);
        finished.harm.write(to);
        return to.number(finished.badBefore).number(finished.ofBefore).text();
    }
}
