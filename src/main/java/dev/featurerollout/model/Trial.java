package dev.featurerollout.model;

import dev.featurerollout.statistics.Look;
import dev.featurerollout.statistics.Reading;
import dev.featurerollout.statistics.SequentialTest;
import dev.featurerollout.statistics.StageTerms;
import dev.featurerollout.statistics.TestState;
import java.util.List;

/**
 * How far a sequential test has come in the current stage.
 *
 * @param edges histogram edges it watches; empty for other tests
 * @param weighed looks of this stage that had something to weigh
 * @param skipped looks in a row without information, up to now
 * @param proven whether harm was proved: it stays so, whatever comes after
 * @param safe whether the stage was shown to be safe: it stays so for this stage
 * @param calm looks in a row, up to now, that show nothing of what was proved
 */
public record Trial(
        SequentialTest test,
        StageTerms terms,
        List<String> edges,
        TestState state,
        int weighed,
        int skipped,
        boolean proven,
        boolean safe,
        int calm) {
    public Trial {
        edges = List.copyOf(edges);
    }

    /** Returns the test at the beginning of a stage, with what it brought from the stages before. */
    public static Trial entering(SequentialTest test, TestState before, StageTerms terms, List<String> edges) {
        return new Trial(test, terms, edges, test.enter(before, terms), 0, 0, false, false, 0);
    }

    /**
     * Returns the trial after one more look.
     *
     * @param informs whether there was anything to weigh in it
     */
    public Trial after(Look look, boolean informs) {
        return new Trial(
                test,
                terms,
                edges,
                test.look(state, look),
                informs ? weighed + 1 : weighed,
                informs ? 0 : skipped + 1,
                proven,
                safe,
                calm);
    }

    public Trial proving(boolean harm, boolean safety) {
        return new Trial(test, terms, edges, state, weighed, skipped, proven || harm, safe || safety, calm);
    }

    public Trial calming(boolean isCalm) {
        return new Trial(test, terms, edges, state, weighed, skipped, proven, safe, isCalm ? calm + 1 : 0);
    }

    /** Returns the same test, begun anew in the same stage. */
    public Trial anew() {
        return entering(test, test.begin(), terms, edges);
    }

    /** Returns the natural log of the evidence of harm. */
    public double logCapital() {
        return test.logCapital(state);
    }

    /** Returns what it says; {@code chance} is that of the interval's ends. */
    public Reading read(double chance) {
        return test.read(state, chance);
    }
}
