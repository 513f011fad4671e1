package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagdTargeting.Found;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
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
        Source source = Source.open(document, target);
        FlagdFlags flags = FlagdFlags.open(source);
        FlagdFlags.Flag flag = flags.flag(target.flag().get());
        if (!(flag.body().get("variants").orElse(null) instanceof Mapping variants)) {
            throw source.problem(flag.body(), "the flag \"" + flag.key() + "\" has no variants");
        }
        String variation =
                target.variation().isPresent() ? target.variation().get() : onlyOther(source, flag, variants.keys());
        if (!variants.keys().contains(variation)) {
            throw source.problem(
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
                    flag.body(),
                    "which variant of \"" + flag.key() + "\" is rolled out is not clear: it has "
                            + String.join(", ", variants) + ". Set spec.flags[].variation");
        }
        return others.get(0);
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
        Node state = flag.body().get("state").orElse(null);
        if (state != null && !(state instanceof Scalar scalar && scalar.text().equals("ENABLED"))) {
            throw source().problem(
                            state,
                            "the flag \"" + flag.key() + "\" is not ENABLED, so everybody gets the default in the code,"
                                    + " not the flag's. Set state to ENABLED and leave the weight of \"" + variation
                                    + "\" at 0");
        }
        Optional<Scalar> byDefault = defaultVariant(flag);
        if (byDefault.isEmpty()) {
            throw source().problem(
                            flag.body().get("defaultVariant").orElse(flag.body()),
                            "the flag \"" + flag.key()
                                    + "\" has no defaultVariant, so users without a targeting key get"
                                    + " the default in the code, even at 0 %. Set defaultVariant to the variant that is off");
        }
        if (byDefault.get().text().equals(variation)) {
            throw source().problem(
                            byDefault.get(),
                            "defaultVariant is \"" + variation
                                    + "\", the variant that is rolled out, so users without a"
                                    + " targeting key get it even at 0 %. Set defaultVariant to the variant that is off");
        }
    }

    /**
     * Returns the one fractional that has an entry for the variation.
     *
     * @throws FlagProblem if there is none or more than one, or other flags share it
     */
    Fractional fractional() throws FlagProblem {
        Node targeting = flag.targeting()
                .filter(node -> !(node instanceof Scalar scalar && scalar.kind() == Kind.NULL))
                .orElseThrow(() -> source().problem(
                                flag.body(),
                                "the flag \"" + flag.key() + "\" has no targeting, so no share of users. Add "
                                        + example()));
        List<Found> all = FlagdTargeting.fractionals(flags, targeting);
        List<Found> found = all.stream()
                .filter(fractional -> Fractional.names(fractional.list(), variation))
                .toList();
        if (found.isEmpty()) {
            throw source().problem(
                            all.isEmpty() ? targeting : all.get(0).list(),
                            "no fractional in the targeting of \"" + flag.key() + "\" has an entry for \"" + variation
                                    + "\". Add " + example());
        }
        if (found.size() > 1) {
            throw source().problem(
                            found.get(1).list(),
                            "\"" + variation + "\" is in more than one fractional, first in that at "
                                    + source().document().place(found.get(0).list())
                                    + ", so its percentage is not one number. Leave it in one of them");
        }
        Found only = found.get(0);
        if (!only.decides()) {
            throw source().problem(
                            only.list(),
                            "this fractional is part of a condition, so its share of \"" + variation
                                    + "\" is not the flag's. Let it be a result of the targeting");
        }
        requireUnshared(only);
        return Fractional.of(source(), only.list(), variation);
    }

    private String example() {
        return "{\"fractional\": [[\"" + variation + "\", 0], [\""
                + defaultVariant(flag).map(Scalar::text).orElse("off") + "\", 100]]}";
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
                            found.list(),
                            "the flag \"" + flag.key() + "\" shares the evaluator \"" + evaluator + "\" with " + sharing
                                    + ", which would be rolled out too. Give the flag a fractional of its own");
        }
    }
}
