package dev.featurerollout.statistics;

/** What is said to a caller who mixes tests up. */
final class Misuse {
    private Misuse() {}

    static IllegalStateException noStage() {
        return new IllegalStateException("A look needs a stage: enter one first.");
    }

    static IllegalArgumentException look(SequentialTest test, Look look) {
        return new IllegalArgumentException(
                name(test) + " cannot use a look of kind " + look.getClass().getSimpleName() + ".");
    }

    static IllegalArgumentException state(SequentialTest test) {
        return new IllegalArgumentException("This state is not one of this " + name(test) + ".");
    }

    private static String name(SequentialTest test) {
        return test.getClass().getSimpleName();
    }
}
