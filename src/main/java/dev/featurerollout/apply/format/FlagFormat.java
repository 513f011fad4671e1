package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Place;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
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
     * Returns the document with the flag's value tokens replaced by {@code tokens}, as a {@link Reading} gave them.
     *
     * <p>Tokens of {@link #created} take the rule away that {@link #create} added, whatever its percentage is by now.
     * The formats of {@link Formats} do that all in one way; a format's own {@code restore} never sees such tokens.
     *
     * @throws FlagProblem as {@link #read}, or if the flag's shape has changed so that the tokens no longer fit
     */
    String restore(String document, FlagTarget target, List<String> tokens) throws FlagProblem;

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
     * Returns the document as it was before {@link #collapse}, if {@code tokens} are of {@link #collapsed}; else as it is.
     *
     * @throws FlagProblem if that part of the document was edited since
     */
    default String expand(String document, FlagTarget target, List<String> tokens) throws FlagProblem {
        return document;
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
     * Returns the tokens with which {@link #restore} takes away what {@link #create} added.
     *
     * @param before the document without the rule
     * @param after what {@link #create} made of it
     */
    static List<String> created(String before, String after) {
        return Creation.between(before, after).tokens();
    }

    /**
     * Returns the tokens with which {@link #expand} and then {@link #restore} undo {@link #collapse}; empty if nothing
     * was changed, or too much of the document to be kept.
     *
     * @param before the document before it, and {@code after} what it made of it
     * @param tokens with which the flag could be restored before
     */
    static Optional<List<String>> collapsed(String before, String after, List<String> tokens) {
        return Collapsing.between(before, after, tokens).map(Collapsing::marked);
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
     * @param tokens source texts of the places that hold the value, in document order
     */
    record Reading(Reach reach, List<String> tokens) {
        public Reading {
            tokens = List.copyOf(tokens);
        }

        /** A flag of a percentage alone. */
        public Reading(Percentage percentage, List<String> tokens) {
            this(Reach.of(percentage), tokens);
        }

        public Percentage percentage() {
            return reach.percentage();
        }
    }
}
