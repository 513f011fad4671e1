package dev.featurerollout.apply.format;

import dev.featurerollout.model.Audience;
import dev.featurerollout.model.FlagTarget;
import java.util.stream.IntStream;

/**
 * The conditions by which one flag of an opened document gives the feature to audiences, whatever the percentage is.
 *
 * <p>Each stands before all that was there when it was added.
 */
interface Admission {

    FlagTarget target();

    /**
     * Returns whether a condition is, to the letter, the one that {@link #with} writes for an audience.
     *
     * @param position 0 for the latest; there may be no condition there
     * @param audience its position in {@link FlagTarget#audiences}
     */
    boolean is(int position, int audience);

    /**
     * Returns the document with the condition of an audience before all others.
     *
     * @throws FlagProblem if the format, or the document as it is written, has no way to say it
     */
    String with(int audience) throws FlagProblem;

    /** Returns the document without the latest condition, which there must be. */
    String withoutLatest() throws FlagProblem;

    /** Returns how many audiences have the feature: all from the first up to the one whose condition is the latest. */
    default int count() {
        for (int count = target().audiences().size(); count > 0; count--) {
            int latest = count - 1;
            if (IntStream.rangeClosed(0, latest).allMatch(position -> is(position, latest - position))) {
                return count;
            }
        }
        return 0;
    }

    default Audience audience(int position) {
        return target().audiences().get(position);
    }

    /** Opens a document. */
    @FunctionalInterface
    interface Opening {
        Admission open(String document) throws FlagProblem;
    }

    /**
     * Returns the document with the conditions of the first {@code audiences} audiences, and of no other.
     *
     * @throws FlagProblem if one cannot be added in a way that can be undone byte for byte
     */
    static String admit(String document, int audiences, Opening opening) throws FlagProblem {
        String result = document;
        Admission now = opening.open(result);
        int count = now.count();
        for (; count > audiences; count--) {
            result = now.withoutLatest();
            now = opening.open(result);
        }
        for (; count < audiences; count++) {
            String with = now.with(count);
            now = undoable(result, with, count, now, opening);
            result = with;
        }
        return result;
    }

    private static Admission undoable(String before, String with, int audience, Admission now, Opening opening)
            throws FlagProblem {
        try {
            Admission after = opening.open(with);
            if (after.count() == audience + 1 && after.withoutLatest().equals(before)) {
                return after;
            }
        } catch (FlagProblem misread) {
            // The same answer as for anything else.
        }
        throw Source.problem(
                now.target(),
                "the condition for " + now.audience(audience) + " cannot be added here in a way that can be undone"
                        + " byte for byte. Write the flag's rules in braces and brackets, on lines of their own");
    }
}
