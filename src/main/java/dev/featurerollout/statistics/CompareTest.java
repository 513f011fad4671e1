package dev.featurerollout.statistics;

import dev.featurerollout.statistics.Look.Compared;
import dev.featurerollout.statistics.Look.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the bad events of two cohorts at the same time: is the treatment worse than the margin allows?
 *
 * <p>Of all bad events of an interval, the part that fell into the treatment is compared with the part expected from the
 * traffic, so whatever both cohorts suffer cancels out, and the share may change at any look. Latency is the same
 * comparison of requests slower than each of some histogram edges: their capitals of harm are averaged, and all of them
 * must be safe, so the smallest capital of safety counts.
 *
 * <p>{@link Margin#ignoreBelow} adds a bet that the treatment is worse than that share, and the smaller of both capitals
 * counts. That bet has no control and so no strict form: with {@link Bursts#Strict} it is adaptive.
 *
 * @param margin an absolute margin cannot be had with {@link Bursts#Strict}
 * @param edges how many counts a look has, at least 1
 */
public record CompareTest(Margin margin, Bursts bursts, int edges) implements SequentialTest {
    public CompareTest {
        Require.that(edges >= 1, "a comparison needs at least one edge", edges);
        if (bursts == Bursts.Strict) {
            Require.that(
                    margin.absolute() == 0,
                    "bursts: Strict knows no absolute margin; make it relative, or use Adaptive",
                    margin.absolute());
        }
    }

    @Override
    public TestState begin() {
        List<CompareEdge> start = new ArrayList<>();
        for (int i = 0; i < edges; i++) {
            start.add(CompareEdge.start(floored()));
        }
        return new CompareState(Optional.empty(), 0, 0, start);
    }

    @Override
    public TestState enter(TestState before, StageTerms terms) {
        CompareState finished = mine(before).stageFinished();
        return new CompareState(
                Optional.of(terms),
                0,
                0,
                finished.edges().stream().map(edge -> edge.entered(terms)).toList());
    }

    @Override
    public TestState look(TestState before, Look look) {
        CompareState state = mine(before);
        StageTerms terms = state.terms().orElseThrow(Misuse::noStage);
        Compared seen;
        if (look instanceof Compared compared) {
            seen = compared;
            Require.that(
                    compared.edges().size() == edges,
                    "a look has another number of edges",
                    compared.edges().size());
        } else if (look instanceof Missing) {
            seen = new Compared(List.of());
        } else {
            throw Misuse.look(this, look);
        }
        boolean usable = !seen.edges().isEmpty() && seen.edges().stream().allMatch(Counts::usable);
        boolean informed = usable && seen.edges().stream().allMatch(Counts::comparable);
        boolean first = state.looks() == 0;
        List<CompareEdge> after = new ArrayList<>(edges);
        for (int i = 0; i < edges; i++) {
            CompareEdge edge = state.edges().get(i);
            after.add(usable ? edge.after(first, seen.edges().get(i), this, terms) : edge.missed(first));
        }
        return new CompareState(
                state.terms(), state.looks() + 1, state.withoutInformation() + (informed ? 0 : 1), after);
    }

    @Override
    public double logCapital(TestState state) {
        return Logs.mean(logCapitals(mine(state)));
    }

    private static double[] logCapitals(CompareState state) {
        double[] logs = new double[state.edges().size()];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = state.edges().get(i).logCapital();
        }
        return logs;
    }

    @Override
    public double logSafeCapital(TestState state) {
        double least = Double.POSITIVE_INFINITY;
        for (CompareEdge edge : mine(state).edges()) {
            least = Math.min(least, edge.logSafeCapital());
        }
        return least;
    }

    @Override
    public Reading read(TestState state, double falseRollbackChance) {
        Require.chance("falseRollbackChance", falseRollbackChance);
        CompareState mine = mine(state);
        double[] logs = logCapitals(mine);
        int worst = 0;
        for (int i = 1; i < edges; i++) {
            worst = logs[i] > logs[worst] ? i : worst;
        }
        CompareEdge edge = mine.edges().get(worst);
        double burstSize = bursts == Bursts.Independent
                ? 1
                : mine.terms().map(edge::harmBursts).orElse(1.0);
        return new Reading(
                Logs.mean(logs),
                logSafeCapital(mine),
                Intervals.ratio(edge.stages(), falseRollbackChance, burstSize),
                bursts == Bursts.Adaptive ? burstSize : 1,
                edge.now().treatmentBad(),
                edge.now().treatmentOf(),
                edge.now().controlBad(),
                edge.now().controlOf(),
                mine.looks(),
                mine.withoutInformation(),
                worst);
    }

    @Override
    public TestState restore(String checkpoint) {
        Checkpoint.Reader from = new Checkpoint.Reader(CompareState.KIND, checkpoint);
        List<CompareEdge> read = new ArrayList<>();
        for (int i = 0; i < edges; i++) {
            if (from.count(1) != (floored() ? 1 : 0)) {
                throw new IllegalArgumentException(
                        "The checkpoint of a sequential test cannot be read: ignoreBelow was set or unset since");
            }
            read.add(CompareEdge.read(from, floored()));
        }
        from.end();
        return new CompareState(Optional.empty(), 0, 0, read);
    }

    private boolean floored() {
        return margin.ignoreBelow() > 0;
    }

    private CompareState mine(TestState state) {
        if (state instanceof CompareState mine && mine.edges().size() == edges) {
            return mine;
        }
        throw Misuse.state(this);
    }
}
