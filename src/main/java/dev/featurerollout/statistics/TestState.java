package dev.featurerollout.statistics;

/** What the looks of one test have come to: a value that only its {@link SequentialTest} can read. */
public sealed interface TestState permits CompareState, BoundState, PairedState, SplitState {
    /**
     * Returns, as text for a status, what is left of this state when its stage ends: capital, reserve, dispersion and
     * counts of the stages so far. What belongs to the current stage alone, such as the safe test, is not in it.
     */
    String checkpoint();
}
