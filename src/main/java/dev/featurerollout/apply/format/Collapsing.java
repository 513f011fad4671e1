package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A flag that was given the form of "on for everybody": what that stands in place of, and the tokens with which the flag
 * can be restored when that is undone.
 */
record Collapsing(Replacement form, List<String> tokens) {
    /** No format has a first token like it: names and numbers do not begin with a plus. */
    private static final String MARK = "+collapsed";

    /** So much text beside the change that it is found again, though other flags may have changed in the same way. */
    private static final int AROUND = 16;

    /** It is kept in the status: a form that took in half of a document is not worth that. */
    private static final int LONGEST = 8192;

    static Optional<Collapsing> between(String before, String after, List<String> tokens) {
        Replacement form = Replacement.between(before, after, AROUND);
        return before.equals(after) || form.replaced().length() + form.added().length() > LONGEST
                ? Optional.empty()
                : Optional.of(new Collapsing(form, tokens));
    }

    static boolean isMeant(List<String> tokens) {
        return tokens.size() >= 3 && tokens.get(0).equals(MARK);
    }

    static Collapsing of(List<String> tokens) {
        return new Collapsing(new Replacement(tokens.get(1), tokens.get(2)), tokens.subList(3, tokens.size()));
    }

    List<String> marked() {
        List<String> all = new ArrayList<>(List.of(MARK, form.replaced(), form.added()));
        all.addAll(tokens);
        return all;
    }

    /**
     * Returns the document as it was before.
     *
     * @throws FlagProblem if someone has edited that part of it since
     */
    String undo(FlagFormat format, String document, FlagTarget target) throws FlagProblem {
        int at = document.indexOf(form.added());
        while (at >= 0) {
            String candidate = form.undoAt(document, at);
            if (collapses(format, candidate, target, document)) {
                return candidate;
            }
            at = document.indexOf(form.added(), at + 1);
        }
        throw Source.problem(
                target, "the form that completion.collapse gave the flag has been edited since, so it is not undone");
    }

    private static boolean collapses(FlagFormat format, String candidate, FlagTarget target, String wanted) {
        try {
            return format.collapse(format.admit(candidate, target, 0), target).equals(wanted);
        } catch (FlagProblem unreadable) {
            return false;
        }
    }
}
