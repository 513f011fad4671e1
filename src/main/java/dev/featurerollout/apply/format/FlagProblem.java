package dev.featurerollout.apply.format;

/** A flag document that cannot be read or written; the message says what, where and how to mend it. */
public final class FlagProblem extends Exception {
    public FlagProblem(String message) {
        super(message);
    }
}
