package dev.featurerollout.share;

/** What an evaluator says of one user. */
public enum Answer {
    /** The user has what is rolled out. */
    On,
    Off,
    /** The evaluator says nothing, so the default in the application's code counts. */
    CodeDefault,
    /** It is drawn anew at every call. */
    Chance;

    static Answer of(boolean on) {
        return on ? On : Off;
    }
}
