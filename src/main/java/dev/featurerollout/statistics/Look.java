package dev.featurerollout.statistics;

import java.util.List;

/** What one look saw in its interval: counts of that interval alone, not since the start. */
public sealed interface Look {
    /** The most that counts as a count; above it doubles no longer tell one from the next. */
    double MOST = 1e15;

    /** Less traffic than this is none: it is left over from extrapolation. */
    double LEAST = 1e-9;

    /**
     * Two cohorts at the same time, for {@link CompareTest} and, by their traffic alone, {@link SplitTest}.
     *
     * @param edges one for counters; one for each histogram edge, always in the same order, for latency
     */
    record Compared(List<Counts> edges) implements Look {
        public Compared {
            edges = List.copyOf(edges);
        }
    }

    /**
     * One count and what it is a part of: bad events of all, for {@link BoundTest}; requests in the treatment of all
     * requests, for {@link SplitTest}. More {@code bad} than {@code of} is taken as all bad.
     */
    record Single(double bad, double of) implements Look {}

    /** One value for each cohort over the same interval, for {@link PairedTest}. */
    record Paired(double treatment, double control) implements Look {}

    /** Nothing that can be used: no answer, no number, a number below zero. It proves neither health nor harm. */
    record Missing() implements Look {}
}
