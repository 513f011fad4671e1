package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.share.FliptDistributionDealing;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The distributions of a Flipt flag with variants.
 *
 * @param variation the variant that is rolled out
 */
record FliptDistribution(FliptFlag flag, String variation) {
    /** Percentages are multiplied by 10 and cut. */
    private static final Split.Precision TENTHS =
            new Split.Precision("Flipt", 1, "Flipt counts tenths of a percent. Write at most one decimal");

    /**
     * Finds the variant that is rolled out, which without a name is the only one beside the default.
     *
     * @throws FlagProblem if it is not there, or not clear
     */
    static FliptDistribution of(FliptFlag flag, Optional<String> variation) throws FlagProblem {
        List<Mapping> variants = FliptFlags.mappings(flag.body(), "variants");
        List<String> keys = keys(variants);
        if (variation.isPresent()) {
            if (!keys.contains(variation.get())) {
                throw flag.source()
                        .problem(
                                flag.body().get("variants").orElse(flag.body()),
                                "the flag \"" + flag.key() + "\" has no variant \"" + variation.get() + "\" but "
                                        + String.join(", ", keys) + ". Correct spec.flags[].variation");
            }
            return new FliptDistribution(flag, variation.get());
        }
        List<String> others = keys(variants.stream()
                .filter(variant -> !FliptFlags.isTrue(variant, "default"))
                .toList());
        if (others.size() != 1) {
            throw flag.source()
                    .problem(
                            flag.body(),
                            "which variant of \"" + flag.key() + "\" is rolled out is not clear: it has "
                                    + String.join(", ", keys) + ". Set spec.flags[].variation");
        }
        return new FliptDistribution(flag, others.get(0));
    }

    private static List<String> keys(List<Mapping> variants) {
        return variants.stream()
                .flatMap(variant -> FliptFlags.text(variant, "key").stream())
                .toList();
    }

    /**
     * Returns the one rule that divides users between the variant and others.
     *
     * @throws FlagProblem if there is none, or more than one, or the variant is twice in it
     */
    Split split() throws FlagProblem {
        List<Split> found = splits().stream().filter(this::rolls).toList();
        if (found.isEmpty()) {
            throw flag.source()
                    .problem(
                            flag.body().get("rules").orElse(flag.body()),
                            "no rule of the flag \"" + flag.key() + "\" divides users between \"" + variation
                                    + "\" and others. Add a segment that everybody matches, and a rule for it with"
                                    + " distributions of 0 for \"" + variation + "\" and 100 for another variant");
        }
        if (found.size() > 1) {
            throw flag.source()
                    .problem(
                            found.get(1).node(),
                            "\"" + variation + "\" is in the distributions of more than one rule, first of that at "
                                    + flag.source()
                                            .document()
                                            .place(found.get(0).node())
                                    + ", so its percentage is not one number. Leave it in one of them");
        }
        requireOnce(found.get(0));
        return found.get(0);
    }

    /** Returns the percentages of the rule, in its order. */
    List<FliptDistributionDealing.Part> parts() throws FlagProblem {
        Split split = split();
        List<BigDecimal> shares = split.shares().values();
        return IntStream.range(0, shares.size())
                .mapToObj(i -> new FliptDistributionDealing.Part(
                        split.parts().get(i).variation(), shares.get(i).floatValue()))
                .toList();
    }

    private void requireOnce(Split split) throws FlagProblem {
        List<String> names = split.parts().stream().map(Split.Part::variation).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                throw flag.source()
                        .problem(
                                split.parts().get(i).value(),
                                "\"" + names.get(i) + "\" is twice in these distributions. Make it one");
            }
        }
    }

    /** Returns whether the variant has a share there; alone with everybody it is not divided. */
    private boolean rolls(Split split) {
        boolean alone = split.parts().size() == 1
                && split.parts().get(0).value() instanceof Scalar scalar
                && scalar.text().equals("100");
        return !alone
                && split.parts().stream().anyMatch(part -> part.variation().equals(variation));
    }

    /** Returns the flag with the first variant of the first rule that divides users, whose place is no trap. */
    static Optional<FliptDistribution> first(FliptFlag flag) {
        return new FliptDistribution(flag, "")
                .splits().stream()
                        .filter(split -> split.parts().size() > 1)
                        .map(split ->
                                new FliptDistribution(flag, split.parts().get(0).variation()))
                        .findFirst();
    }

    private List<Split> splits() {
        return FliptFlags.mappings(flag.body(), "rules").stream()
                .filter(rule -> !FliptFlags.mappings(rule, "distributions").isEmpty())
                .map(this::split)
                .toList();
    }

    private Split split(Mapping rule) {
        List<Split.Part> parts = FliptFlags.mappings(rule, "distributions").stream()
                .map(part -> new Split.Part(
                        FliptFlags.text(part, "variant").orElse(""),
                        part.get("rollout").orElse(part)))
                .toList();
        Node node = rule.get("distributions").orElseThrow();
        int target = parts.stream().map(Split.Part::variation).toList().indexOf(variation);
        return new Split(flag.source(), node, parts, Math.max(0, target), TENTHS);
    }

    /** Finds everything for which the share could not be raised safely, or would not be what it says. */
    void check(Findings traps) {
        List<Mapping> variants = FliptFlags.mappings(flag.body(), "variants");
        if (!flag.isEnabled()) {
            traps.fatal(
                    "disabled",
                    flag.body().get("enabled").orElse(flag.body()),
                    "the flag \"" + flag.key() + "\" is not enabled, so its rules do not count and everybody gets the"
                            + " default. Set enabled to true and leave the share of \"" + variation + "\" at 0");
        }
        for (Mapping variant : variants) {
            boolean wanted =
                    FliptFlags.text(variant, "key").filter(variation::equals).isPresent();
            if (wanted && FliptFlags.isTrue(variant, "default")) {
                traps.fatal(
                        "default-variant",
                        variant,
                        "\"" + variation + "\" is the default variant, so users for whom no rule is get it even at"
                                + " 0 %. Make the variant that is off the default");
            }
        }
        for (Split split : splits()) {
            check(split, keys(variants), traps);
        }
    }

    private void check(Split split, List<String> keys, Findings traps) {
        for (Split.Part part : split.parts()) {
            if (!keys.contains(part.variation())) {
                traps.fatal(
                        "unknown-variation",
                        part.value(),
                        "the flag \"" + flag.key() + "\" has no variant \"" + part.variation()
                                + "\", so Flipt passes over this distribution. Add it or correct the name");
            }
        }
        split.shares(traps);
        if (rolls(split)) {
            split.check(traps, "Put it first or last before the rollout begins");
        }
    }
}
