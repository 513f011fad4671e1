package dev.featurerollout.apply;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.FlagStore.To;
import dev.featurerollout.apply.format.Collapsing;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.util.List;

/**
 * A document that is generated: the text of its base, with the flags that rollouts move where these have them. Pure.
 *
 * <p>What no rollout moves is as the base has it, and so is, byte for byte, a flag that the base has at the same reach.
 */
public final class GeneratedDocument {
    private GeneratedDocument() {}

    /**
     * A flag that a rollout has begun to move.
     *
     * @param confirmed whom it was last confirmed to reach
     */
    public record Kept(FlagTarget target, Reach confirmed) {}

    /**
     * Returns the document as it is generated where there is none: no flag reaches more users than it was confirmed to.
     *
     * @throws FlagProblem if a flag cannot be read or written in the base
     */
    public static String first(String base, List<Kept> flags) throws FlagProblem {
        String text = base;
        for (Kept flag : flags) {
            Reach inBase = read(text, flag.target().inBase()).reach();
            text = at(text, flag.target(), inBase.and(flag.confirmed()));
        }
        return text;
    }

    /**
     * Returns the document that takes the place of {@code effective}: every flag keeps the reach that it has there.
     *
     * @throws FlagProblem if a flag cannot be read in {@code effective}, or read or written in the base
     */
    public static String next(String base, String effective, List<Kept> flags) throws FlagProblem {
        String text = base;
        for (Kept flag : flags) {
            FlagTarget target = flag.target();
            text = isCollapsed(effective, target)
                    ? ChangedDocument.collapsed(text, target.inBase())
                    : at(text, target, read(effective, target).reach());
        }
        for (Kept flag : flags) {
            requireSame(text, effective, flag.target());
        }
        return text;
    }

    /**
     * Returns {@code effective} with the flag as {@code base} has it, but at no more than the reach of {@code restore}.
     *
     * @param base what {@code effective} was generated from
     * @throws FlagProblem if the flag is not in one of them, or was edited in {@code effective}
     */
    public static String restored(String base, String effective, FlagTarget target, Restore restore)
            throws FlagProblem {
        FlagTarget origin = target.inBase();
        FlagFormat.Reading inBase = read(base, origin);
        Undo undo = inBase.undo();
        if (isCollapsed(effective, target) && !isCollapsed(base, origin)) {
            undo = Collapsing.between(base, ChangedDocument.collapsed(base, origin), undo);
        }
        String asInBase = ChangedDocument.of(effective, target, new Restore(undo, inBase.reach()));
        return at(asInBase, target, inBase.reach().and(restore.reach()));
    }

    private static String at(String text, FlagTarget target, Reach reach) throws FlagProblem {
        FlagTarget origin = target.inBase();
        Change change = new To(reach);
        return read(text, origin).reach().equals(reach) ? text : ChangedDocument.of(text, origin, change);
    }

    private static void requireSame(String text, String effective, FlagTarget target) throws FlagProblem {
        Reach before = read(effective, target).reach();
        Reach after = read(text, target).reach();
        if (!after.equals(before)) {
            throw new FlagProblem("flag " + target.name() + " is at " + before + " and would be at " + after
                    + " in what is generated from " + target.from().orElseThrow());
        }
    }

    private static boolean isCollapsed(String text, FlagTarget target) {
        try {
            return Formats.of(target).collapse(text, target).equals(text);
        } catch (FlagProblem notSo) {
            return false;
        }
    }

    private static FlagFormat.Reading read(String text, FlagTarget target) throws FlagProblem {
        return Formats.of(target).read(text, target);
    }
}
