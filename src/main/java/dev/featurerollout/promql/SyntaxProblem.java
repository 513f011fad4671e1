package dev.featurerollout.promql;

/** Why a text cannot be read; stays in this package and ends as {@link Parsed.Unreadable}. */
final class SyntaxProblem extends Exception {
    private final int offset;

    SyntaxProblem(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}
