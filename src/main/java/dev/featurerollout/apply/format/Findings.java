package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Place;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The traps of one flag or document while they are being looked for; the first fatal one is what a refusal says. */
final class Findings {
    private final Source source;
    private final List<Trap> found = new ArrayList<>();
    private Optional<FlagProblem> refusal = Optional.empty();

    Findings(Source source) {
        this.source = source;
    }

    /** Adds something for which the flag cannot be rolled out. */
    void fatal(String rule, Node node, String message) {
        FlagProblem problem = source.problem(node, message);
        refusal = refusal.or(() -> Optional.of(problem));
        found.add(Trap.of(rule, problem));
    }

    /** Adds what another check refused. */
    void fatal(String rule, FlagProblem problem) {
        refusal = refusal.or(() -> Optional.of(problem));
        found.add(Trap.of(rule, problem));
    }

    /** Something that is refused when it is not so. */
    interface Check {
        void run() throws FlagProblem;
    }

    /** Returns a target that stands for a whole document, for which no rollout is there to name a flag. */
    static FlagTarget anyFlag(FlagFormatName format) {
        return new FlagTarget("", "", "", format, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns whether the check passes; what it refuses becomes fatal. */
    boolean passes(Check check) {
        try {
            check.run();
            return true;
        } catch (FlagProblem problem) {
            fatal(problem.rule(), problem);
            return false;
        }
    }

    /** What the check refuses becomes a warning. */
    void warnUnless(Check check) {
        try {
            check.run();
        } catch (FlagProblem problem) {
            Trap trap = Trap.of(problem);
            found.add(new Trap(trap.rule(), trap.line(), trap.column(), trap.message(), false));
        }
    }

    /** Adds something that users should know. */
    void warn(String rule, Node node, String message) {
        Place place = source.document().place(node);
        found.add(new Trap(rule, place.line(), place.column(), message, false));
    }

    /**
     * Checks that nothing speaks against the rollout.
     *
     * @throws FlagProblem the first thing that does
     */
    void requireNone() throws FlagProblem {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Returns them in document order, each once. */
    List<Trap> list() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Trap::line).thenComparingInt(Trap::column))
                .toList();
    }
}
