package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Undo;

/** The form of "on for everybody" that a flag was given, and how it is undone. */
public record Collapsing(Undo.Collapsed collapsed) {
    /** So much text beside the change that it is found again, though other flags may have changed in the same way. */
    private static final int AROUND = 16;

    /**
     * Returns what undoes the form.
     *
     * @param before the document without it
     * @param after the document with it
     * @param undo what restores the flag in {@code before}
     */
    public static Undo.Collapsed between(String before, String after, Undo undo) {
        Replacement form = Replacement.between(before, after, AROUND);
        return new Undo.Collapsed(form.replaced(), form.added(), undo);
    }

    /** Returns the document as it was before; as it is if the form is not there, or was edited. */
    String undo(FlagFormat format, String document, FlagTarget target) {
        Replacement form = new Replacement(collapsed.replaced(), collapsed.added());
        for (int at = document.indexOf(form.added()); at >= 0; at = document.indexOf(form.added(), at + 1)) {
            String candidate = form.undoAt(document, at);
            if (collapses(format, candidate, target, document)) {
                return candidate;
            }
        }
        return document;
    }

    private static boolean collapses(FlagFormat format, String candidate, FlagTarget target, String wanted) {
        try {
            return format.collapse(format.admit(candidate, target, 0), target).equals(wanted);
        } catch (FlagProblem unreadable) {
            return false;
        }
    }
}
