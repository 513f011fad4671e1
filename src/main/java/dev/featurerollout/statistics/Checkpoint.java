package dev.featurerollout.statistics;

/**
 * The text a state is kept as in a status: version, kind, and numbers that come back as exactly the same doubles.
 *
 * <p>It is read without any tolerance: evidence that was damaged must not count, neither for nor against a release.
 */
final class Checkpoint {
    private static final String VERSION = "1";
    private static final String NONE = "-";

    private Checkpoint() {}

    /** Writes numbers one after the other. */
    static final class Writer {
        private final StringBuilder text = new StringBuilder(256);

        Writer(String kind) {
            text.append(VERSION).append(' ').append(kind);
        }

        Writer number(double number) {
            text.append(' ').append(format(number));
            return this;
        }

        String text() {
            return text.toString();
        }
    }

    /** Reads the numbers back in the same order. */
    static final class Reader {
        private final String[] words;
        private int next = 2;

        Reader(String kind, String text) {
            words = text.split(" ", -1);
            if (words.length < 2 || !words[0].equals(VERSION)) {
                throw unreadable("it is not of version " + VERSION);
            }
            if (!words[1].equals(kind)) {
                throw unreadable("it is of a test of kind " + words[1] + ", not " + kind);
            }
        }

        /** Returns a finite log, or minus infinity. */
        double log() {
            return number();
        }

        /** Returns a finite number that is not below 0. */
        double sum() {
            double number = number();
            if (number < 0) {
                throw unreadable("a sum is below 0");
            }
            return number;
        }

        /** Returns a whole number from 0 to {@code most}. */
        int count(int most) {
            double number = number();
            if (number < 0 || number > most || number != Math.rint(number)) {
                throw unreadable("a count is not within 0.." + most);
            }
            return (int) number;
        }

        void end() {
            if (next != words.length) {
                throw unreadable("it is too long");
            }
        }

        private double number() {
            if (next == words.length) {
                throw unreadable("it is cut short");
            }
            String word = words[next++];
            double number = parse(word);
            if (Double.isNaN(number)
                    || number == Double.POSITIVE_INFINITY
                    || !format(number).equals(word)) {
                throw unreadable("word " + next + " is no number");
            }
            return number;
        }

        private static double parse(String word) {
            try {
                return word.equals(NONE) ? Double.NEGATIVE_INFINITY : Double.parseDouble(word);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }

        private static IllegalArgumentException unreadable(String why) {
            return new IllegalArgumentException("The checkpoint of a sequential test cannot be read: " + why);
        }
    }

    private static String format(double number) {
        if (number == Double.NEGATIVE_INFINITY) {
            return NONE;
        }
        String text = Double.toString(number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
