package dev.featurerollout.apply;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.CollapseForm;
import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.FlagStore.To;
import dev.featurerollout.apply.format.Collapsing;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;

/** A document with one flag changed. Pure. */
public final class ChangedDocument {
    private ChangedDocument() {}

    /**
     * Returns {@code document} with the flag of {@code target} changed.
     *
     * @throws FlagProblem if the flag is not there or its format cannot say it
     */
    public static String of(String document, FlagTarget target, Change change) throws FlagProblem {
        FlagFormat format = Formats.of(target);
        return switch (change) {
            case To to -> reaching(format, expanded(format, document, target, to), target, to.reach());
            case Restore restore -> restored(format, document, target, restore);
            case CollapseForm form -> collapsed(document, target, form.undo());
        };
    }

    private static String expanded(FlagFormat format, String document, FlagTarget target, To to) {
        return to.undo().map(undo -> format.expand(document, target, undo)).orElse(document);
    }

    private static String restored(FlagFormat format, String document, FlagTarget target, Restore restore)
            throws FlagProblem {
        String expanded = format.expand(document, target, restore.undo());
        try {
            String admitted = format.admit(expanded, target, restore.reach().audiences());
            return format.restore(admitted, target, restore.undo().uncollapsed());
        } catch (FlagProblem shapeChanged) {
            // The bytes no longer fit; whom it reaches is what counts.
            return reaching(format, expanded, target, restore.reach());
        }
    }

    private static String reaching(FlagFormat format, String document, FlagTarget target, Reach reach)
            throws FlagProblem {
        return format.admit(format.write(document, target, reach.percentage()), target, reach.audiences());
    }

    /** What undoes the form is in the status by now, so the form must be exactly that one. */
    private static String collapsed(String document, FlagTarget target, Undo.Collapsed undo) throws FlagProblem {
        String collapsed = collapsed(document, target);
        if (!collapsed.equals(document)
                && !Collapsing.between(document, collapsed, undo.before()).equals(undo)) {
            throw new FlagProblem("flag " + target.name()
                    + ": the document was changed since it was recorded how completion.collapse is undone");
        }
        return collapsed;
    }

    /**
     * Returns {@code document} with the flag in the format's own form of "on for everybody". Audiences have the feature
     * like everybody else, so their conditions go.
     *
     * @throws FlagProblem if it cannot have it
     */
    public static String collapsed(String document, FlagTarget target) throws FlagProblem {
        FlagFormat format = Formats.of(target);
        return format.collapse(format.admit(document, target, 0), target);
    }

    /**
     * Returns what {@code completion.collapse} can do to a flag.
     *
     * @param undo what restores the flag as things are
     */
    public static Collapse collapse(String document, FlagTarget target, Undo undo) {
        FlagFormat format = Formats.of(target);
        try {
            String full = format.write(document, target, Percentage.HUNDRED);
            String collapsed = collapsed(full, target);
            if (collapsed.equals(document)) {
                return new Collapse.Done();
            }
            Undo.Collapsed possible = Collapsing.between(full, collapsed, undo.uncollapsed());
            if (!possible.fitsAStatus()) {
                return new Collapse.Impossible("flag " + target.name() + ": the part of the document that would change"
                        + " has more than " + Undo.LONGEST_PART
                        + " characters, too many to be recorded for a rollback");
            }
            return format.expand(collapsed, target, possible).equals(full)
                    ? new Collapse.Possible(possible)
                    : new Collapse.Impossible(
                            "flag " + target.name() + ": the form could not be undone byte for byte in this document");
        } catch (FlagProblem problem) {
            return new Collapse.Impossible("flag " + target.name() + ": " + problem.getMessage());
        }
    }
}
