package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagdTargeting.Found;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The flag a target means, in a flagd document.
 *
 * @param variation the one that is rolled out
 */
record FlagdFlag(FlagdFlags flags, FlagdFlags.Flag flag, String variation) {

    /**
     * Finds the flag and the variation.
     *
     * @throws FlagProblem if either is not there, or not clear
     */
    static FlagdFlag find(String document, FlagTarget target) throws FlagProblem {
        if (target.flag().isEmpty()) {
            throw Source.problem(target, "which flag of the document is not said. Set spec.flags[].flag");
        }
        FlagdFlags flags = FlagdFlags.open(Source.open(document, target));
        return of(flags, flags.flag(target.flag().get()), target.variation());
    }

    /**
     * Finds the variation.
     *
     * @param named its name, if the rollout gives one
     * @throws FlagProblem if it is not there, or not clear
     */
    static FlagdFlag of(FlagdFlags flags, FlagdFlags.Flag flag, Optional<String> named) throws FlagProblem {
        Source source = flags.source();
        if (!(flag.body().get("variants").orElse(null) instanceof Mapping variants)) {
            throw source.problem("no-variants", flag.body(), "the flag \"" + flag.key() + "\" has no variants");
        }
        String variation = named.isPresent() ? named.get() : onlyOther(source, flag, variants.keys());
        if (!variants.keys().contains(variation)) {
            throw source.problem(
                    "variation",
                    variants,
                    "the flag \"" + flag.key() + "\" has no variant \"" + variation + "\" but "
                            + String.join(", ", variants.keys()) + ". Correct spec.flags[].variation");
        }
        return new FlagdFlag(flags, flag, variation);
    }

    private static String onlyOther(Source source, FlagdFlags.Flag flag, List<String> variants) throws FlagProblem {
        String off = defaultVariant(flag).map(Scalar::text).orElse("");
        List<String> others =
                variants.stream().filter(variant -> !variant.equals(off)).toList();
        if (variants.size() != 2 || others.size() != 1) {
            throw source.problem(
                    "variation",
                    flag.body(),
                    "which variant of \"" + flag.key() + "\" is rolled out is not clear: it has "
                            + String.join(", ", variants) + ". Set spec.flags[].variation");
        }
        return others.get(0);
    }

    Optional<Scalar> defaultVariant() {
        return defaultVariant(flag);
    }

    Mapping variants() {
        return (Mapping) flag.body().get("variants").orElseThrow();
    }

    private static Optional<Scalar> defaultVariant(FlagdFlags.Flag flag) {
        return flag.body()
                .get("defaultVariant")
                .filter(node -> node instanceof Scalar scalar && scalar.kind() != Kind.NULL)
                .map(Scalar.class::cast);
    }

    Source source() {
        return flags.source();
    }

    /**
     * Checks that at 0 % nobody gets the variation by default.
     *
     * @throws FlagProblem if the flag is disabled, or its default is not another variant
     */
    void requireServable() throws FlagProblem {
        requireEnabled();
        requireOffByDefault();
    }

    boolean isEnabled() {
        return flag.body()
                .get("state")
                .filter(state ->
                        !(state instanceof Scalar scalar && scalar.text().equals("ENABLED")))
                .isEmpty();
    }

    void requireEnabled() throws FlagProblem {
        if (!isEnabled()) {
            throw source().problem(
                            "disabled",
                            flag.body().get("state").orElseThrow(),
                            "the flag \"" + flag.key() + "\" is not ENABLED, so everybody gets the default in the code,"
                                    + " not the flag's. Set state to ENABLED and the variant's weight to 0");
        }
    }

    void requireOffByDefault() throws FlagProblem {
        Optional<Scalar> byDefault = defaultVariant(flag);
        if (byDefault.isEmpty()) {
            throw source().problem(
                            "no-default",
                            flag.body().get("defaultVariant").orElse(flag.body()),
                            "the flag \"" + flag.key()
                                    + "\" has no defaultVariant, so users without a targeting key get the default in"
                                    + " the code, even at 0 %. Set defaultVariant to the variant that is off");
        }
        if (byDefault.get().text().equals(variation)) {
            throw source().problem(
                            "default-is-rolled-out",
                            byDefault.get(),
                            "defaultVariant is \"" + variation
                                    + "\", the variant that is rolled out, so users without a targeting key get it"
                                    + " even at 0 %. Set defaultVariant to the variant that is off");
        }
    }

    /**
     * Returns the one fractional that has an entry for the variation.
     *
     * @throws FlagProblem if there is none or more than one, or other flags share it
     */
    Fractional fractional() throws FlagProblem {
        return Fractional.of(source(), found().list(), variation);
    }

    /** Returns the fractionals of the targeting that have an entry for the variation, wherever they are. */
    List<Found> rules() throws FlagProblem {
        Optional<Node> targeting = targeting();
        if (targeting.isEmpty()) {
            return List.of();
        }
        return FlagdTargeting.fractionals(flags, targeting.get()).stream()
                .filter(fractional -> Fractional.names(fractional.list(), variation))
                .toList();
    }

    private Optional<Node> targeting() {
        return flag.targeting().filter(node -> !(node instanceof Scalar scalar && scalar.kind() == Kind.NULL));
    }

    private Found found() throws FlagProblem {
        Node targeting = targeting()
                .orElseThrow(() -> source().problem(
                                "no-rule",
                                flag.body(),
                                "the flag \"" + flag.key() + "\" has no targeting, so no share of users. Add "
                                        + example()));
        List<Found> found = rules();
        if (found.isEmpty()) {
            List<Found> all = FlagdTargeting.fractionals(flags, targeting);
            throw source().problem(
                            "no-rule",
                            all.isEmpty() ? targeting : all.get(0).list(),
                            "no fractional in the targeting of \"" + flag.key() + "\" has an entry for \"" + variation
                                    + "\". Add " + example());
        }
        if (found.size() > 1) {
            throw source().problem(
                            "two-rules",
                            found.get(1).list(),
                            "\"" + variation + "\" is in more than one fractional, first in that at "
                                    + source().document().place(found.get(0).list())
                                    + ", so its percentage is not one number. Leave it in one of them");
        }
        Found only = found.get(0);
        if (!only.decides()) {
            throw source().problem(
                            "in-condition",
                            only.list(),
                            "this fractional is part of a condition, so its share of \"" + variation
                                    + "\" is not the flag's. Let it be a result of the targeting");
        }
        requireUnshared(only);
        return only;
    }

    /**
     * Checks that the share is one of the users who get as far as the rule.
     *
     * <p>A user's hash decides at every fractional with the same bucketing: those whom one lets through are a stretch of
     * hashes, which the next does not divide but takes whole.
     *
     * @throws FlagProblem if the rule lies in another one with the same bucketing
     */
    void requireOwnBuckets() throws FlagProblem {
        Found found = found();
        for (Sequence outer : found.within()) {
            if (Fractional.bucketing(outer).equals(Fractional.bucketing(found.list()))) {
                throw source().problem(
                                "same-buckets",
                                found.list(),
                                "this fractional lies in that at "
                                        + source().document().place(outer)
                                        + " and makes its buckets of the same, so it does not divide the users it gets:"
                                        + " they are all at one end. Give it a bucketing of its own as its first entry,"
                                        + " such as {\"cat\": [\"split\", {\"var\": \"$flagd.flagKey\"},"
                                        + " {\"var\": \"targetingKey\"}]}");
            }
        }
    }

    private String example() {
        String off = defaultVariant(flag).map(Scalar::text).orElse("off");
        return rule(new Weights(List.of(0L, 100L), 0), off);
    }

    /** Returns the source text of a rule between the variation and another one, which is JSON and YAML alike. */
    String rule(Weights weights, String other) {
        return "{\"fractional\": [[" + Texts.json(variation) + ", "
                + weights.values().get(0) + "], [" + Texts.json(other) + ", "
                + weights.values().get(1) + "]]}";
    }

    /** Returns where stands what the users get of whom no condition of the targeting speaks. */
    Remainder remainder() {
        Node at = flag.targeting().orElse(null);
        while (at instanceof Mapping operation
                && operation.members().size() == 1
                && operation.members().get(0).key().text().matches("if|\\?:")
                && operation.members().get(0).value() instanceof Sequence choice
                && !choice.items().isEmpty()) {
            if (choice.items().size() % 2 == 0) {
                return new Remainder.Open(choice);
            }
            at = choice.items().get(choice.items().size() - 1);
        }
        return at == null ? new Remainder.Absent() : new Remainder.Standing(at);
    }

    /** What the users get of whom no condition of the targeting speaks, and where that stands. */
    sealed interface Remainder {
        /** There is no targeting: the default. */
        record Absent() implements Remainder {}

        /** The last condition has no "else": the default. */
        record Open(Sequence choice) implements Remainder {}

        /** What {@code node} gives. */
        record Standing(Node node) implements Remainder {
            /** Returns whether it is nothing at all, which gives the default. */
            boolean isNothing() {
                return node instanceof Mapping rule && rule.members().isEmpty()
                        || node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
            }

            boolean is(String variation) {
                return node instanceof Scalar scalar && scalar.text().equals(variation);
            }
        }
    }

    private void requireUnshared(Found found) throws FlagProblem {
        if (found.evaluators().isEmpty()) {
            return;
        }
        String evaluator = found.evaluators().get(found.evaluators().size() - 1);
        String sharing = flags.flags().stream()
                // By place, not by equality: two flags may read the same.
                .filter(other -> !other.body().range().equals(flag.body().range()))
                .filter(other -> other.targeting()
                        .filter(targeting -> flags.references(targeting).contains(evaluator))
                        .isPresent())
                .map(FlagdFlags.Flag::key)
                .collect(Collectors.joining(", "));
        if (!sharing.isEmpty()) {
            throw source().problem(
                            "shared-evaluator",
                            found.list(),
                            "the flag \"" + flag.key() + "\" shares the evaluator \"" + evaluator + "\" with " + sharing
                                    + ", which would be rolled out too. Give the flag a fractional of its own");
        }
    }
}
