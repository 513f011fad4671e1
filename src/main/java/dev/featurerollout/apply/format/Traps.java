package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Place;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers the {@link Trap}s of a document. */
final class Traps {
    private final Source source;
    private final Set<Trap> traps = new LinkedHashSet<>();

    Traps(Source source) {
        this.source = source;
    }

    /** Something that is refused when it is not so. */
    interface Check {
        void run() throws FlagProblem;
    }

    /** Returns a target that stands for a whole document, for which no rollout is there to name a flag. */
    static FlagTarget anyFlag(FlagFormatName format) {
        return new FlagTarget("", "", "", format, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns whether the check passes; what it refuses becomes a fatal trap. */
    boolean passes(Check check) {
        try {
            check.run();
            return true;
        } catch (FlagProblem problem) {
            traps.add(Trap.of(problem));
            return false;
        }
    }

    /** What the check refuses becomes a warning. */
    void warnUnless(Check check) {
        try {
            check.run();
        } catch (FlagProblem problem) {
            Trap trap = Trap.of(problem);
            traps.add(new Trap(trap.rule(), trap.line(), trap.column(), trap.message(), false));
        }
    }

    void fatal(String rule, Node node, String message) {
        add(rule, node, message, true);
    }

    void warn(String rule, Node node, String message) {
        add(rule, node, message, false);
    }

    private void add(String rule, Node node, String message, boolean fatal) {
        Place place = source.document().place(node);
        traps.add(new Trap(rule, place.line(), place.column(), message, fatal));
    }

    List<Trap> inOrder() {
        return traps.stream()
                .sorted(Comparator.comparingInt(Trap::line).thenComparingInt(Trap::column))
                .toList();
    }
}
