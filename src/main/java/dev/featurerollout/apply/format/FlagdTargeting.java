package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Range;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A walk through a flag's targeting, a JsonLogic rule, that gathers the fractionals in it. */
final class FlagdTargeting {
    /** Shared rules within one another; they are followed by recursion. */
    private static final int MAX_REFERENCES = 20;

    private final FlagdFlags flags;
    private final Map<Range, Found> found = new LinkedHashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final Deque<Sequence> within = new ArrayDeque<>();
    private final Set<Visit> visits = new HashSet<>();

    /**
     * A fractional.
     *
     * @param decides whether what it gives is what the flag gives, rather than part of a condition
     * @param evaluators the shared rules it lies in, outermost first
     * @param within the fractionals whose entries it lies in, outermost first
     */
    record Found(Sequence list, boolean decides, List<String> evaluators, List<Sequence> within) {}

    /** A shared rule that was followed, as a result or as part of a condition. */
    private record Visit(String evaluator, boolean decides) {}

    private FlagdTargeting(FlagdFlags flags) {
        this.flags = flags;
    }

    /**
     * Returns the fractionals of a rule, each once, in the order of the rule.
     *
     * @throws FlagProblem if the rule cannot be followed
     */
    static List<Found> fractionals(FlagdFlags flags, Node rule) throws FlagProblem {
        FlagdTargeting walk = new FlagdTargeting(flags);
        walk.rule(rule, true);
        return List.copyOf(walk.found.values());
    }

    private void rule(Node rule, boolean decides) throws FlagProblem {
        if (rule instanceof Sequence list) {
            for (Node item : list.items()) {
                rule(item, false);
            }
        } else if (rule instanceof Mapping operation) {
            for (Member member : operation.members()) {
                operation(member, decides);
            }
        }
    }

    private void operation(Member member, boolean decides) throws FlagProblem {
        String operator = member.key().text();
        Node arguments = member.value();
        switch (operator) {
            case "$ref" -> reference(arguments, decides);
            case "fractional" -> fractional(arguments, decides);
            case "if", "?:" -> choice(arguments, decides);
            // These give one of their arguments, not true or false.
            case "or", "and" -> {
                for (Node argument : list(arguments)) {
                    rule(argument, decides);
                }
            }
            default -> {
                for (Node argument : list(arguments)) {
                    rule(argument, false);
                }
            }
        }
    }

    private static List<Node> list(Node arguments) {
        return arguments instanceof Sequence list ? list.items() : List.of(arguments);
    }

    /** Follows condition, result, condition, result, ... and the result if none holds. */
    private void choice(Node arguments, boolean decides) throws FlagProblem {
        List<Node> list = list(arguments);
        for (int i = 0; i < list.size(); i++) {
            boolean result = i % 2 == 1 || i == list.size() - 1;
            rule(list.get(i), decides && result);
        }
    }

    private void fractional(Node arguments, boolean decides) throws FlagProblem {
        if (!(arguments instanceof Sequence list)) {
            throw flags.source()
                    .problem(
                            "targeting",
                            arguments,
                            "fractional takes a list of [\"variation\", weight], this is " + arguments.inWords());
        }
        Found here = new Found(list, decides, List.copyOf(path), List.copyOf(within));
        // The same shared rule, referred to twice: a use in a condition makes it one that cannot be raised.
        found.merge(list.range(), here, (one, other) -> one.decides() ? other : one);
        within.addLast(list);
        for (Node item : list.items()) {
            if (item instanceof Sequence pair && !pair.items().isEmpty()) {
                rule(pair.items().get(0), decides);
            } else {
                rule(item, false);
            }
        }
        within.removeLast();
    }

    private void reference(Node name, boolean decides) throws FlagProblem {
        if (!(name instanceof Scalar scalar)) {
            throw flags.source()
                    .problem("targeting", name, "$ref takes the name of an evaluator, this is " + name.inWords());
        }
        Node rule = flags.evaluators()
                .get(scalar.text())
                .orElseThrow(() -> flags.source()
                        .problem(
                                "targeting",
                                name,
                                "there is no \"" + scalar.text() + "\" in $evaluators. Add it or correct the $ref"));
        if (path.contains(scalar.text())) {
            throw flags.source().problem("targeting", name, "the evaluator \"" + scalar.text() + "\" refers to itself");
        }
        if (path.size() == MAX_REFERENCES) {
            throw flags.source()
                    .problem("targeting", name, "more than " + MAX_REFERENCES + " evaluators refer to one another");
        }
        // Each once: shared rules that refer to shared rules multiply.
        if (visits.add(new Visit(scalar.text(), decides))) {
            path.addLast(scalar.text());
            rule(rule, decides);
            path.removeLast();
        }
    }
}
