package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.FlagdFlags.Flag;
import dev.featurerollout.apply.format.FlagdTargeting.Found;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What can go wrong with the flags of a flagd document. */
final class FlagdLint {
    private final FlagdFlags flags;
    private final Findings findings;

    private FlagdLint(FlagdFlags flags, Findings findings) {
        this.flags = flags;
        this.findings = findings;
    }

    static List<Trap> of(String document, Optional<FlagTarget> target) {
        try {
            Source source = Source.open(document, target.orElse(Findings.anyFlag(FlagFormatName.Flagd)));
            FlagdFlags flags = FlagdFlags.open(source);
            Findings findings = new Findings(source);
            FlagdLint lint = new FlagdLint(flags, findings);
            if (target.isPresent() && target.get().flag().isPresent()) {
                lint.rolledOut(
                        flags.flag(target.get().flag().get()), target.get().variation());
            } else {
                lint.all();
            }
            return findings.list();
        } catch (FlagProblem problem) {
            return List.of(Trap.of(problem));
        }
    }

    private void all() {
        Set<String> keys = new HashSet<>();
        for (Flag flag : flags.flags()) {
            if (!keys.add(flag.key())) {
                findings.passes(() -> flags.flag(flag.key()));
            } else if (mentionsFractional(flag)) {
                divided(flag);
            } else {
                undivided(flag);
            }
        }
    }

    private boolean mentionsFractional(Flag flag) {
        if (flag.targeting().isEmpty()) {
            return false;
        }
        Node rule = flag.targeting().get();
        return any(rule, FlagdLint::isFractional)
                || flags.references(rule).stream()
                        .anyMatch(name -> flags.evaluators()
                                .get(name)
                                .filter(shared -> any(shared, FlagdLint::isFractional))
                                .isPresent());
    }

    private static boolean isFractional(Node node) {
        return node instanceof Mapping operation && operation.get("fractional").isPresent();
    }

    /** A flag that no rollout moves. */
    private void undivided(Flag flag) {
        Node state = flag.body().get("state").orElse(null);
        if (state instanceof Scalar scalar && scalar.text().equals("DISABLED")) {
            findings.warn(
                    "disabled",
                    state,
                    "the flag \"" + flag.key() + "\" is DISABLED, which is not off: everybody gets the default in the"
                            + " code, whatever that is. To turn it off set defaultVariant to the variant that is off");
        }
    }

    /** A flag with a fractional, of which it is not said which variation is rolled out. */
    private void divided(Flag flag) {
        Optional<FlagdFlag> clear = Optional.empty();
        try {
            clear = Optional.of(FlagdFlag.of(flags, flag, Optional.empty()));
        } catch (FlagProblem problem) {
            if (!problem.rule().equals("variation")) {
                findings.passes(() -> {
                    throw problem;
                });
                return;
            }
        }
        if (clear.isPresent()) {
            rolledOut(clear.get());
        } else {
            FlagdFlag any = new FlagdFlag(flags, flag, "");
            findings.passes(any::requireEnabled);
            findings.passes(any::requireOffByDefault);
            findings.passes(() -> {
                for (Found found :
                        FlagdTargeting.fractionals(flags, flag.targeting().orElseThrow())) {
                    entries(flag, found.list());
                }
            });
            clock(flag);
        }
    }

    /** Any of them but the default may be the one. */
    private void entries(Flag flag, Sequence list) {
        String off = flag.body()
                .get("defaultVariant")
                .filter(Scalar.class::isInstance)
                .map(node -> ((Scalar) node).text())
                .orElse("");
        for (Sequence pair : Fractional.pairs(list)) {
            if (!pair.items().isEmpty() && pair.items().get(0) instanceof Scalar name) {
                findings.passes(
                        () -> Fractional.of(flags.source(), list, name.text()).weights());
                if (!name.text().equals(off)) {
                    findings.warnUnless(() ->
                            Fractional.of(flags.source(), list, name.text()).requireAtAnEnd());
                }
            }
        }
    }

    private void rolledOut(Flag flag, Optional<String> variation) {
        findings.passes(() -> rolledOut(FlagdFlag.of(flags, flag, variation)));
    }

    private void rolledOut(FlagdFlag flag) {
        findings.passes(flag::requireEnabled);
        if (!findings.passes(flag::rules)) {
            return;
        }
        boolean everybody = false;
        try {
            everybody = FlagdEverybody.is(flag);
        } catch (FlagProblem reported) {
            // By the check above.
        }
        if (everybody) {
            return;
        }
        findings.passes(flag::requireOffByDefault);
        if (findings.passes(flag::fractional)) {
            findings.passes(flag::requireOwnBuckets);
            findings.passes(() -> {
                Fractional fractional = flag.fractional();
                findings.passes(fractional::weights);
                findings.passes(fractional::requireAtAnEnd);
                others(fractional);
                bucketing(fractional);
                newerOnly(flag, fractional);
            });
        }
        clock(flag.flag());
    }

    private void others(Fractional fractional) {
        long others = fractional.entries().stream()
                        .map(Fractional.Entry::name)
                        .distinct()
                        .count()
                - 1;
        if (others > 1) {
            findings.warn(
                    "others-move",
                    fractional.list(),
                    "with each step the users of the other " + others
                            + " variations change places among themselves; only those of the rolled-out one are kept."
                            + " For an experiment between the others use a flag of its own");
        }
    }

    private void bucketing(Fractional fractional) {
        Node first = fractional.list().items().get(0);
        if (first instanceof Sequence) {
            return;
        }
        boolean own = any(
                first,
                node -> node instanceof Scalar scalar && scalar.text().equals("$flagd.flagKey")
                        || node instanceof Mapping operation
                                && operation.get("cat").orElse(null) instanceof Sequence parts
                                && parts.items().stream().anyMatch(Scalar.class::isInstance));
        if (!own) {
            findings.warn(
                    "same-users-first",
                    first,
                    "the flag's key is not part of the bucketing, so it is the same users who get every new feature"
                            + " first. Before the rollout begins, write {\"cat\": [{\"var\": \"$flagd.flagKey\"}, ...]}"
                            + " around it");
        }
    }

    private void newerOnly(FlagdFlag flag, Fractional fractional) throws FlagProblem {
        if (!flag.rules().get(0).within().isEmpty()) {
            findings.warn(
                    "newer-flagd",
                    fractional.list(),
                    "a fractional within another one is outside the schema of flagd before 0.15. Make sure that all"
                            + " readers of the document know it");
        }
        for (Fractional.Entry entry : fractional.entries()) {
            if (!(entry.variation() instanceof Scalar)) {
                findings.warn(
                        "newer-flagd",
                        entry.pair(),
                        "a variation that is computed is outside the schema of flagd before 0.15. Make sure that all"
                                + " readers of the document know it");
            }
        }
    }

    private void clock(Flag flag) {
        flag.targeting()
                .filter(rule -> any(
                        rule,
                        node -> node instanceof Scalar scalar && scalar.text().equals("$flagd.timestamp")))
                .ifPresent(rule -> findings.warn(
                        "clock",
                        rule,
                        "the targeting of \"" + flag.key() + "\" reads the clock ($flagd.timestamp), so who gets what"
                                + " changes without a change of the document"));
    }

    private static boolean any(Node root, Predicate<Node> wanted) {
        Deque<Node> rest = new ArrayDeque<>(List.of(root));
        while (!rest.isEmpty()) {
            Node next = rest.pop();
            if (wanted.test(next)) {
                return true;
            }
            if (next instanceof Sequence list) {
                list.items().forEach(rest::push);
            } else if (next instanceof Mapping operation) {
                operation.members().stream().map(Member::value).forEach(rest::push);
            }
        }
        return false;
    }
}
