package dev.featurerollout.model;

/** What one evaluation of a criterion says. */
public enum Verdict {
    /** Inside all bounds: lets the stage go on. */
    Pass,
    /** Inside the bounds but beyond the warning: holds ("investigate"). */
    Warning,
    /** Beyond the bounds. */
    Fail,
    /** The source answered, and there was nothing to judge: empty, not a number, or too few samples. */
    NoData,
    /** The source did not answer: neither good nor bad news, and asked again. */
    Unavailable,
    /** The source refused the query, or the answer is not one number: a person must mend the query. */
    Invalid;

    /** Whether the source answered, so that this instant need not be asked again. */
    public boolean isAnswered() {
        return this != Unavailable;
    }
}
