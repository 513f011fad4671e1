package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.List;

/**
 * How one flag format holds a percentage: find it, read it, and write it in place.
 *
 * <p>Pure. Every byte of the document that is not part of the value stays as it was: order, comments, indentation,
 * quoting, line ends.
 */
public interface FlagFormat {

    /**
     * Finds the flag of {@code target} in {@code document} and reads its percentage.
     *
     * @throws FlagProblem if the document cannot be read, the flag is not there, or its shape is one whose percentage
     *     could not be raised safely; the message says what, where and how to mend it
     */
    Reading read(String document, FlagTarget target) throws FlagProblem;

    /**
     * Returns the document with the flag at {@code percentage}.
     *
     * <p>Reading the result gives exactly {@code percentage}. Nothing but the value's own tokens differ.
     *
     * @throws FlagProblem as {@link #read}, or if the format cannot say this percentage
     */
    String write(String document, FlagTarget target, Percentage percentage) throws FlagProblem;

    /**
     * Returns the document with the flag's value tokens replaced by {@code tokens}, as a {@link Reading} gave them.
     *
     * @throws FlagProblem as {@link #read}, or if the flag's shape has changed so that the tokens no longer fit
     */
    String restore(String document, FlagTarget target, List<String> tokens) throws FlagProblem;

    /**
     * A flag that was understood.
     *
     * @param tokens source texts of the places that hold the value, in document order
     */
    record Reading(Percentage percentage, List<String> tokens) {
        public Reading {
            tokens = List.copyOf(tokens);
        }
    }
}
