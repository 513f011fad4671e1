package dev.featurerollout.statistics;

/** Checks of arguments that name what is wrong. */
final class Require {
    private Require() {}

    static void that(boolean holds, String otherwise, double number) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise + ": " + number);
        }
    }

    static void chance(String name, double chance) {
        that(chance > 0 && chance < 1, name + " is not between 0 and 1", chance);
    }
}
