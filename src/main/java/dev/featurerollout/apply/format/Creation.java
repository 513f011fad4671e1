package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;

/** A rule that was added to a document, and how it is taken away. */
record Creation(Undo.Created created) {

    /**
     * Returns what takes a rule away.
     *
     * @param before the document without it
     * @param after the document with it, at 0 %
     */
    static Undo.Created between(String before, String after) {
        Replacement rule = Replacement.between(before, after, 0);
        return new Undo.Created(rule.replaced(), rule.added());
    }

    /**
     * Returns the document without the rule.
     *
     * <p>The text may well be there twice, as another flag may have been given the same rule. It is the one in which
     * the percentage stands, and without which creating the rule gives the document again.
     *
     * @throws FlagProblem if someone has changed more of the rule than its percentage
     */
    String undo(FlagFormat format, String document, FlagTarget target) throws FlagProblem {
        if (format.create(document, target).isPresent()) {
            return document;
        }
        String off = format.write(document, target, Percentage.ZERO);
        String on = format.write(off, target, Percentage.HUNDRED);
        int value = 0;
        while (value < Math.min(off.length(), on.length()) && off.charAt(value) == on.charAt(value)) {
            value++;
        }
        Replacement rule = new Replacement(created.replaced(), created.added());
        String added = rule.added();
        int first = Math.max(0, value - added.length());
        for (int at = off.indexOf(added, first); at >= 0 && at <= value; at = off.indexOf(added, at + 1)) {
            String candidate = rule.undoAt(off, at);
            if (creates(format, candidate, target, off)) {
                return candidate;
            }
        }
        throw Source.problem(
                target,
                "the rule that the rollout added has been edited since, so it is not removed. Remove it by hand, or"
                        + " leave it at 0 %");
    }

    private static boolean creates(FlagFormat format, String candidate, FlagTarget target, String wanted) {
        try {
            return format.create(candidate, target).filter(wanted::equals).isPresent();
        } catch (FlagProblem unreadable) {
            return false;
        }
    }
}
