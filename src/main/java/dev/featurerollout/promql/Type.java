package dev.featurerollout.promql;

/** What an expression gives. */
public enum Type {
    SCALAR("one number"),
    /** Series, each with one number. */
    VECTOR("series"),
    /** Series, each with its numbers over a range. */
    MATRIX("series over a range"),
    TEXT("a text");

    private final String words;

    Type(String words) {
        this.words = words;
    }

    static Type of(char letter) {
        return switch (letter) {
            case 's' -> SCALAR;
            case 'v' -> VECTOR;
            case 'm' -> MATRIX;
            default -> TEXT;
        };
    }

    /** Returns it in words for people. */
    @Override
    public String toString() {
        return words;
    }
}
