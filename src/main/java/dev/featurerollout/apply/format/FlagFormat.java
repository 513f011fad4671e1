package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Place;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * How one flag format holds a percentage: find it, read it, and write it in place.
 *
 * <p>Pure. Every byte of the document that is not part of the value stays as it was: order, comments, indentation,
 * quoting, line ends.
 */
public interface FlagFormat {

    /**
     * Finds the flag of {@code target} in {@code document} and reads whom it reaches.
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
     * Returns the document with the first {@code audiences} of the target's audiences, and none of the others, given the
     * feature whatever the percentage is.
     *
     * <p>Each audience is a condition of its own before all that was there, the latest first; taking it away gives the
     * text before it byte for byte.
     *
     * @throws FlagProblem as {@link #read}, or if the format cannot say it
     */
    default String admit(String document, FlagTarget target, int audiences) throws FlagProblem {
        if (audiences == 0) {
            return document;
        }
        throw Source.problem(
                target,
                target.format()
                        + " cannot give the feature to an audience. Remove the stages with an audience, or use a"
                        + " format with targeting rules");
    }

    /**
     * Returns the document with the source texts of {@code undo}, as a {@link Reading} gave them, put back.
     *
     * @throws FlagProblem as {@link #read}, or if the flag's shape has changed so that the texts no longer fit
     */
    String restoreText(String document, FlagTarget target, Undo.Text undo) throws FlagProblem;

    /**
     * Returns the document with the flag as it was before, whatever its percentage is by now.
     *
     * @throws FlagProblem as {@link #read}, or if the flag's shape has changed so that this no longer fits
     */
    default String restore(String document, FlagTarget target, Undo undo) throws FlagProblem {
        return switch (undo) {
            case Undo.Text text -> restoreText(document, target, text);
            case Undo.Created created -> new Creation(created).undo(this, document, target);
            case Undo.Collapsed collapsed -> restore(expand(document, target, collapsed), target, collapsed.before());
        };
    }

    /** Returns the document as it was before {@link #collapse}; as it is if it is not in that form, or no longer. */
    default String expand(String document, FlagTarget target, Undo undo) {
        return undo instanceof Undo.Collapsed collapsed
                ? new Collapsing(collapsed).undo(this, document, target)
                : document;
    }

    /**
     * Returns the document with the flag on for everybody in the format's own form, users without a key included; what
     * {@code completion.collapse} writes.
     *
     * <p>Reading the result gives 100.
     *
     * @throws FlagProblem as {@link #read}, or if the format has no such form
     */
    default String collapse(String document, FlagTarget target) throws FlagProblem {
        throw Source.problem(
                target,
                target.format()
                        + " has no form of its own for \"on for everybody\". Remove completion.collapse: the flag"
                        + " stays at 100 %");
    }

    /**
     * Returns the document with the smallest correct rule for the flag, at 0 %; empty if it has one already.
     *
     * <p>Only text is added, or one value replaced. {@link #write} at 0 % of whatever percentage the rule has been at
     * since gives the same text again; that is how {@link #restore} finds it.
     *
     * @throws FlagProblem if the flag is not there, or a rule cannot be added without changing more
     */
    default Optional<String> create(String document, FlagTarget target) throws FlagProblem {
        read(document, target);
        return Optional.empty();
    }

    /**
     * Returns how the flag deals users: by each generation of the evaluators of this format, the newest first.
     *
     * @throws FlagProblem as {@link #read}
     */
    List<Evaluation> evaluations(String document, FlagTarget target) throws FlagProblem;

    /**
     * Returns what is wrong, or risky, with the flag of {@code target}, or with every flag of the document; in document
     * order. A document that cannot be read is one trap.
     *
     * <p>Whatever {@link #read} refuses is a fatal trap here; but here all of them are found, not only the first.
     */
    default List<Trap> lint(String document, Optional<FlagTarget> target) {
        if (target.isEmpty()) {
            return List.of(new Trap("flag-not-named", 1, 1, "which flag to check is not said. Name it", true));
        }
        try {
            read(document, target.get());
            return List.of();
        } catch (FlagProblem problem) {
            return List.of(Trap.of(problem));
        }
    }

    /**
     * Something in a document that would go wrong, or could.
     *
     * @param rule its short name, such as {@code disabled}
     * @param line from 1
     * @param column from 1, in Unicode characters
     * @param message what is wrong and how to mend it
     * @param fatal whether the flag cannot be rolled out as it is; else it is a warning
     */
    record Trap(String rule, int line, int column, String message, boolean fatal) {

        /** Returns the fatal trap a refusal is, under its own name. */
        static Trap of(FlagProblem problem) {
            return of(problem.rule(), problem);
        }

        /** Returns the fatal trap a refusal is. */
        static Trap of(String rule, FlagProblem problem) {
            Place place = problem.place().orElse(new Place(1, 1));
            return new Trap(rule, place.line(), place.column(), problem.what(), true);
        }
    }

    /**
     * A flag that was understood.
     *
     * @param reach the percentage, and how many of the target's audiences have the feature before it
     * @param undo what restores it
     */
    record Reading(Reach reach, Undo undo) {

        /** A flag of a percentage alone. */
        public Reading(Percentage percentage, Undo undo) {
            this(Reach.of(percentage), undo);
        }

        public Percentage percentage() {
            return reach.percentage();
        }
    }
}
