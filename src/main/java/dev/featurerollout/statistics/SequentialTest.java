package dev.featurerollout.statistics;

/**
 * A test that may be looked at as often as one likes: the capital of a gambler who bets that the flag does harm.
 *
 * <p>While the flag does no more harm than tolerated, the chance that the capital ever reaches {@code 1 / chance} is at
 * most {@code chance} over the whole rollout (Ville's inequality; which {@link Bursts} prove it and which only aim at
 * it is said there). Tests are immutable and their states are values: a state is what the looks before have come to.
 *
 * <p>The life of a state: {@link #begin}, then for each stage {@link #enter} and any number of {@link #look}s. A test
 * understands only states of its own kind; another one is an {@link IllegalArgumentException}.
 */
public sealed interface SequentialTest permits CompareTest, BoundTest, PairedTest, SplitTest {
    /** Returns the state before the first stage. */
    TestState begin();

    /**
     * Returns the state at the start of a stage, or after the flags came back from being away.
     *
     * <p>The evidence of harm goes on, and the next look stakes half of the reserve afresh. The dispersion seen becomes
     * that of a finished stage, and the safe test starts anew.
     */
    TestState enter(TestState before, StageTerms terms);

    /**
     * Returns the state after one more look.
     *
     * <p>Every look stakes, also one that is missing or had no traffic; such a look moves no capital otherwise.
     *
     * @throws IllegalStateException if no stage was entered
     * @throws IllegalArgumentException if it is a look of another kind of test
     */
    TestState look(TestState before, Look look);

    /** Returns {@link Reading#logCapital} alone, which is all that a decision reads and takes far less time. */
    double logCapital(TestState state);

    /** Returns {@link Reading#logSafeCapital} alone. */
    double logSafeCapital(TestState state);

    /**
     * Returns what a state says.
     *
     * @param falseRollbackChance 0..1, both ends excluded; each end of the ratio's interval is wrong with at most
     *     about this chance. It has no influence on the capital.
     */
    Reading read(TestState state, double falseRollbackChance);

    /**
     * Returns the state that {@link TestState#checkpoint} wrote down: entering the next stage from it gives what
     * entering it from the state itself gives.
     *
     * @throws IllegalArgumentException if the text cannot be read, or was written by a test of another kind or shape
     */
    TestState restore(String checkpoint);
}
