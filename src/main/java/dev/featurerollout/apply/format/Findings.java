package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The traps of one flag while they are being looked for; the first fatal one is what a refusal says. */
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
