package dev.featurerollout.bench;

import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Look;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.Needed;
import dev.featurerollout.statistics.StageTerms;
import dev.featurerollout.statistics.TestState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The comparison of this project at a false rollback chance of 1 %, which looks every so many minutes. */
final class SequentialJudge implements Judge {
    private static final double NEEDED = Needed.logCapital(0.01);

    private final CompareTest test;
    private final int minutes;
    private final List<Counts> interval = new ArrayList<>();
    private TestState state;

    SequentialJudge(double tolerate, Bursts bursts, int minutes) {
        this.test = new CompareTest(Margin.relative(1 + tolerate), bursts, 1);
        this.minutes = minutes;
        this.state = test.begin();
    }

    @Override
    public boolean rollsBack(Seen seen) {
        if (seen.firstOfStage()) {
            interval.clear();
            state = test.enter(state, new StageTerms(seen.share(), OptionalDouble.empty()));
        }
        interval.add(seen.counts());
        if (interval.size() < minutes) {
            return false;
        }
        state = test.look(state, new Look.Compared(List.of(sum())));
        interval.clear();
        return test.logCapital(state) >= NEEDED;
    }

    private Counts sum() {
        double treatmentBad = 0;
        double treatmentOf = 0;
        double controlBad = 0;
        double controlOf = 0;
        for (Counts minute : interval) {
            treatmentBad += minute.treatmentBad();
            treatmentOf += minute.treatmentOf();
            controlBad += minute.controlBad();
            controlOf += minute.controlOf();
        }
        return new Counts(treatmentBad, treatmentOf, controlBad, controlOf);
    }
}
