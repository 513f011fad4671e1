package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Rewrite;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.model.FlagTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flag a target means, in a GO Feature Flag document.
 *
 * @param variation the one that is rolled out
 */
record GoFlag(Source source, String name, Mapping body, Mapping variations, String variation) {
    /** Percentages are multiplied by 1000 and cut. */
    private static final Split.Precision FINE = new Split.Precision(
            "GO Feature Flag", 3, "GO Feature Flag counts thousandths of a percent. Write at most 3 decimals");

    /** Go adds floats in any order: only whole numbers add up to the same each time. */
    private static final Split.Precision WHOLE = new Split.Precision(
            "GO Feature Flag",
            0,
            "with more than two variations GO Feature Flag adds the decimals in any order, and a last digit that"
                    + " differs deals all users anew. Write whole numbers");

    /** One rule of the flag, with the percentages it has; the default rule is the last. */
    private record Rule(Mapping body, boolean byDefault) {
        Optional<Mapping> percentages() {
            return body.get("percentage")
                    .filter(node ->
                            node instanceof Mapping map && !map.members().isEmpty())
                    .map(Mapping.class::cast);
        }

        boolean names(String variation) {
            return percentages().flatMap(map -> map.member(variation)).isPresent();
        }
    }

    /**
     * Finds the flag and the variation.
     *
     * @throws FlagProblem if either is not there, or not clear
     */
    static GoFlag find(String document, FlagTarget target) throws FlagProblem {
        return find(GoFlags.open(document, target), target);
    }

    static GoFlag find(GoFlags flags, FlagTarget target) throws FlagProblem {
        GoFlag flag = of(flags, target.flag().orElse(""), target.variation());
        if (flag.variations.member(flag.variation).isEmpty()) {
            throw flags.source()
                    .problem(
                            flag.variations,
                            "the flag \"" + flag.name + "\" has no variation \"" + flag.variation + "\" but "
                                    + String.join(", ", flag.variations.keys())
                                    + ". Correct spec.flags[].variation");
        }
        return flag;
    }

    /** Returns the flag of that name, and the variation that is rolled out, or the one that is {@code true}. */
    static GoFlag of(GoFlags flags, String name, Optional<String> variation) throws FlagProblem {
        if (name.isEmpty()) {
            throw Source.problem(
                    flags.source().target(), "which flag of the document is not said. Set spec.flags[].flag");
        }
        Mapping body = flags.flag(name);
        Mapping variations = GoFlags.variations(body)
                .orElseThrow(() -> flags.source().problem(body, "the flag \"" + name + "\" has no variations"));
        String wanted = variation.isPresent() ? variation.get() : onlyTrue(flags.source(), name, variations);
        return new GoFlag(flags.source(), name, body, variations, wanted);
    }

    private static String onlyTrue(Source source, String name, Mapping variations) throws FlagProblem {
        List<String> on = variations.members().stream()
                .filter(member -> member.value() instanceof Scalar scalar
                        && scalar.kind() == Kind.BOOLEAN
                        && scalar.text().equalsIgnoreCase("true"))
                .map(member -> member.key().text())
                .toList();
        if (on.size() != 1) {
            throw source.problem(
                    variations,
                    "which variation of \"" + name + "\" is rolled out is not clear: it has "
                            + String.join(", ", variations.keys()) + ". Set spec.flags[].variation");
        }
        return on.get(0);
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        if (body.get("targeting").orElse(null) instanceof Sequence targeting) {
            for (Node item : targeting.items()) {
                if (item instanceof Mapping rule && !isTrue(rule.get("disable"))) {
                    rules.add(new Rule(rule, false));
                }
            }
        }
        defaultRule().ifPresent(rules::add);
        return rules;
    }

    private Optional<Rule> defaultRule() {
        return body.get("defaultRule").filter(Mapping.class::isInstance).map(rule -> new Rule((Mapping) rule, true));
    }

    private static boolean isTrue(Optional<Node> node) {
        return node.filter(it -> it instanceof Scalar scalar && scalar.text().equalsIgnoreCase("true"))
                .isPresent();
    }

    private List<Rule> rolling() {
        return rules().stream().filter(rule -> rule.names(variation)).toList();
    }

    boolean hasRule() {
        return !rolling().isEmpty();
    }

    /** Returns whether everybody whom no targeting rule serves gets the variation, without any percentage. */
    boolean isOn() {
        return !hasRule() && variationByDefault().filter(variation::equals).isPresent();
    }

    /** Returns what the default rule serves to everybody, if it does. */
    private Optional<String> variationByDefault() {
        return defaultRule()
                .filter(rule -> rule.percentages().isEmpty()
                        && rule.body().get("progressiveRollout").isEmpty())
                .flatMap(rule -> rule.body().get("variation"))
                .filter(Scalar.class::isInstance)
                .map(node -> ((Scalar) node).text());
    }

    /**
     * Returns the one rule that divides users between the variation and others.
     *
     * @throws FlagProblem if there is none, or more than one
     */
    Split split() throws FlagProblem {
        return split(rule());
    }

    private Rule rule() throws FlagProblem {
        List<Rule> rolling = rolling();
        if (rolling.isEmpty()) {
            throw source.problem(
                    body.get("defaultRule").orElse(body),
                    "no rule of the flag \"" + name + "\" has a percentage for \"" + variation
                            + "\". Add to defaultRule, in place of its variation, "
                            + inline().member(
                                            "percentage",
                                            percentages(
                                                    variation, otherVariation().orElse("..."))));
        }
        if (rolling.size() > 1) {
            throw source.problem(
                    rolling.get(1).body(),
                    "\"" + variation + "\" has a percentage in more than one rule, first in that at "
                            + source.document().place(rolling.get(0).body())
                            + ", so its percentage is not one number. Leave it in one of them");
        }
        return rolling.get(0);
    }

    private Split split(Rule rule) {
        Mapping percentages = rule.percentages().orElseThrow();
        List<Split.Part> parts = percentages.members().stream()
                .map(member -> new Split.Part(member.key().text(), member.value()))
                .sorted(Comparator.comparing(Split.Part::variation, GoFlag::byBytes)
                        .reversed())
                .toList();
        int target = parts.stream().map(Split.Part::variation).toList().indexOf(variation);
        return new Split(source, percentages, parts, Math.max(0, target), parts.size() > 2 ? WHOLE : FINE);
    }

    /** Compares as Go does, by the bytes of UTF-8, which is by code points. */
    private static int byBytes(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    private Optional<String> otherVariation() {
        List<String> others =
                variations.keys().stream().filter(key -> !key.equals(variation)).toList();
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    private Rewrite rewrite() {
        return new Rewrite(source.document());
    }

    private Inline inline() {
        return new Inline(source.document().syntax());
    }

    private static Map<String, Object> percentages(String on, String off) {
        Map<String, Object> percentages = new LinkedHashMap<>();
        percentages.put(on, 0);
        percentages.put(off, 100);
        return percentages;
    }

    /**
     * Returns the document with a percentage, of 0, in place of the variation that the default rule serves to all.
     *
     * @throws FlagProblem if it serves none, or who is to get the rest is not clear
     */
    String withPercentage() throws FlagProblem {
        String served = variationByDefault()
                .orElseThrow(() -> source.problem(
                        body.get("defaultRule").orElse(body),
                        "the default rule of \"" + name + "\" does not serve one variation to everybody, so it"
                                + " cannot be given a percentage. Write its percentage by hand"));
        Optional<String> rest = served.equals(variation) ? otherVariation() : Optional.of(served);
        Member member = defaultRule().orElseThrow().body().member("variation").orElseThrow();
        String off = rest.orElseThrow(() -> source.problem(
                member.value(),
                "which variation of \"" + name + "\" the others are to get is not clear: it has "
                        + String.join(", ", variations.keys()) + ". Write its percentage by hand"));
        source.requireOwn(member.value());
        return source.edit(List.of(
                rewrite().replace(member, inline().member("percentage", percentages(variation, off)))));
    }

    /** Returns whether there is a form for everybody from which the percentages can be told again. */
    boolean canServeAlone() throws FlagProblem {
        return rule().byDefault() && otherVariation().isPresent();
    }

    /**
     * Returns the document with the variation in place of the percentages of the default rule.
     *
     * @throws FlagProblem if they are under a TOML header of their own
     */
    String withVariation() throws FlagProblem {
        Mapping rule = rule().body();
        Member percentage = rule.member("percentage").orElseThrow();
        if (source.document().syntax() == Syntax.TOML && !rewrite().isInline((Mapping) percentage.value())) {
            throw source.problem(
                    percentage.value(),
                    "these percentages are not on one line, so one variation cannot be put in their place. Write them"
                            + " as percentage = {...} in defaultRule, or remove completion.collapse");
        }
        source.requireOwn(percentage.value());
        List<Edit> edits = new ArrayList<>();
        Optional<Member> ignored = rule.member("variation");
        if (ignored.isPresent()) {
            edits.add(rewrite().replace(ignored.get(), inline().member("variation", variation)));
            edits.add(rewrite().removeMember(rule, percentage));
        } else {
            edits.add(rewrite().replace(percentage, inline().member("variation", variation)));
        }
        return source.edit(edits);
    }

    /** Finds everything for which the percentage could not be raised safely, or would not be what it says. */
    void check(Findings traps) {
        if (isTrue(body.get("disable"))) {
            traps.fatal(
                    "disabled",
                    body.get("disable").orElseThrow(),
                    "the flag \"" + name + "\" is disabled, so everybody gets the default in the code, not the flag's."
                            + " Remove disable and leave the percentage of \"" + variation + "\" at 0");
        }
        present(body, "scheduledRollout")
                .ifPresent(steps -> traps.fatal(
                        "scheduled",
                        steps,
                        "a scheduledRollout changes the flag by the time of day, whatever is written here."
                                + " Remove it: the rollout sets the percentages"));
        present(body, "experimentation")
                .ifPresent(times -> traps.fatal(
                        "experimentation",
                        times,
                        "before and after an experimentation everybody gets the default in the code, not the flag's."
                                + " Remove it before the rollout begins"));
        for (Rule rule : rules()) {
            check(rule, traps);
        }
    }

    private void check(Rule rule, Findings traps) {
        present(rule.body(), "progressiveRollout")
                .ifPresent(ramp -> traps.fatal(
                        "progressive",
                        ramp,
                        "a progressiveRollout raises its variation by the time of day and without looking at anything,"
                                + " and comes before any percentage. Replace it by a percentage"));
        Optional<Mapping> percentages = rule.percentages();
        if (percentages.isEmpty()) {
            return;
        }
        for (Member part : percentages.get().members()) {
            if (variations.member(part.key().text()).isEmpty()) {
                traps.fatal(
                        "unknown-variation",
                        part.key(),
                        "the flag \"" + name + "\" has no variation \""
                                + part.key().text()
                                + "\", for which GO Feature Flag refuses the flag. Add it or correct the name");
            }
        }
        Split split = split(rule);
        split.shares(traps);
        if (rule.names(variation)) {
            split.check(traps, "Rename the variations so that it is the first or the last by name");
            traps.warn(
                    "users-without-key",
                    percentages.get(),
                    "a percentage needs a targeting key: users without one get the default in the code, at 0 % and at"
                            + " 100 %. Let that default be the variation that is off");
        }
    }

    private static Optional<Node> present(Mapping mapping, String key) {
        return mapping.get(key).filter(node -> !(node instanceof Scalar scalar && scalar.kind() == Kind.NULL));
    }
}
