package dev.featurerollout.apply;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Collapse;
import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Reach;
import java.util.List;
import java.util.Optional;

/**
 * A document with one flag changed. Pure.
 *
 * @param restoring the tokens that restore the flag from now on, where its form was changed
 */
public record ChangedDocument(String text, Optional<List<String>> restoring) {

    /**
     * Returns {@code document} with the flag of {@code target} changed.
     *
     * @throws FlagProblem if the flag is not there or its format cannot say it
     */
    public static ChangedDocument of(String document, FlagTarget target, Change change) throws FlagProblem {
        FlagFormat format = Formats.of(target);
        if (change instanceof Restore restore) {
            return new ChangedDocument(restored(format, document, target, restore), Optional.empty());
        }
        if (change instanceof Collapse collapse) {
            // The audiences have it like everybody else.
            String collapsed = format.collapse(format.admit(document, target, 0), target);
            return new ChangedDocument(collapsed, FlagFormat.collapsed(document, collapsed, collapse.originalTokens()));
        }
        return new ChangedDocument(reaching(format, document, target, change.reach()), Optional.empty());
    }

    private static String restored(FlagFormat format, String document, FlagTarget target, Restore restore)
            throws FlagProblem {
        try {
            String expanded = format.expand(document, target, restore.tokens());
            String admitted = format.admit(expanded, target, restore.reach().audiences());
            return format.restore(admitted, target, restore.tokens());
        } catch (FlagProblem shapeChanged) {
            // The bytes no longer fit; whom it reaches is what counts.
            return reaching(format, document, target, restore.reach());
        }
    }

    private static String reaching(FlagFormat format, String document, FlagTarget target, Reach reach)
            throws FlagProblem {
        return format.admit(format.write(document, target, reach.percentage()), target, reach.audiences());
    }
}
