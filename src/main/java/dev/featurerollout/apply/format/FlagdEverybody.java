package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.FlagdFlag.Remainder;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.util.List;
import java.util.Optional;

/**
 * flagd's form for "on for everybody": the variation is the default, and stands where the fractional stood, or nothing
 * does.
 *
 * <p>Unlike a fractional at 100 % it includes users without a targeting key.
 *
 * @param place what stands where the rule was
 */
record FlagdEverybody(FlagdFlag flag, Node place) {
    private static final List<String> NAMES = List.of("targeting", "defaultVariant");

    /** Returns whether the flag is on for everybody whom no condition of its targeting speaks of. */
    static boolean is(FlagdFlag flag) throws FlagProblem {
        boolean byDefault = flag.defaultVariant()
                .filter(scalar -> scalar.text().equals(flag.variation()))
                .isPresent();
        return byDefault
                && flag.remainder() instanceof Remainder.Standing standing
                && (standing.isNothing() || standing.is(flag.variation()))
                && flag.rules().isEmpty();
    }

    static FlagdEverybody of(FlagdFlag flag) {
        return new FlagdEverybody(flag, ((Remainder.Standing) flag.remainder()).node());
    }

    /** Returns what stands in the rule's place, and the default. */
    Undo.Everybody undo() {
        return new Undo.Everybody(List.of(
                new Undo.Value(NAMES.get(0), flag.source().document().source(place)),
                new Undo.Value(
                        NAMES.get(1),
                        flag.source().document().source(flag.defaultVariant().orElseThrow()))));
    }

    /**
     * Returns the document with the flag on for everybody.
     *
     * @throws FlagProblem if the fractional is not what all other users get
     */
    static String collapse(FlagdFlag flag) throws FlagProblem {
        Fractional fractional = flag.fractional();
        boolean last = flag.remainder() instanceof Remainder.Standing standing
                && standing.node() instanceof Mapping rule
                && rule.members().size() == 1
                && rule.members()
                        .get(0)
                        .value()
                        .range()
                        .equals(fractional.list().range());
        if (!last) {
            throw flag.source()
                    .problem(
                            fractional.list(),
                            "this fractional is only for some users, so there is no form of the flag that is on for"
                                    + " everybody. Let it be the whole targeting or the last \"else\" of it, or leave"
                                    + " the flag at 100 %");
        }
        Node place = ((Remainder.Standing) flag.remainder()).node();
        boolean whole = place == flag.flag().targeting().orElseThrow();
        // As the document itself writes the name: plain, or in its quotes.
        Node name = fractional.entries().get(fractional.target()).variation();
        String on = whole ? "{}" : flag.source().document().source(name);
        return replace(flag, place, on, flag.variation());
    }

    /**
     * Returns the document with a fractional again.
     *
     * @throws FlagProblem if it is not clear which variation the others get
     */
    String reopen(Percentage percentage) throws FlagProblem {
        return reopen(percentage, flag.variants().keys());
    }

    /**
     * Returns the document with a fractional at 0 % again, between the variations of former weights.
     *
     * @throws FlagProblem if it is not clear which variation the others get
     */
    String reopenAsBefore(Undo.Values weights) throws FlagProblem {
        List<String> former = weights.values().stream().map(Undo.Value::name).toList();
        return reopen(Percentage.ZERO, former.isEmpty() ? flag.variants().keys() : former);
    }

    private String reopen(Percentage percentage, List<String> variations) throws FlagProblem {
        List<String> others = variations.stream()
                .filter(variant -> !variant.equals(flag.variation()))
                .toList();
        if (others.size() != 1) {
            throw flag.source()
                    .problem(
                            place,
                            "the flag is on for everybody, and which of " + String.join(", ", others)
                                    + " the others should get is not clear. Write a fractional here");
        }
        Weights weights = new Weights(List.of(0L, 100L), 0).at(percentage).orElseThrow();
        return replace(flag, place, flag.rule(weights, others.get(0)), others.get(0));
    }

    /** Returns the document with the rule's place and the default as {@code undo} has them. */
    static String restore(FlagdFlag flag, Undo.Everybody undo) throws FlagProblem {
        Optional<List<String>> former = undo.texts(NAMES);
        if (!(flag.remainder() instanceof Remainder.Standing standing) || former.isEmpty()) {
            throw flag.source()
                    .problem(
                            flag.flag().body(),
                            "the targeting has another shape than before the rollout, so it cannot be brought back."
                                    + " Correct it by hand");
        }
        Scalar byDefault = byDefault(flag);
        return flag.source()
                .edit(List.of(
                        new Edit(standing.node().range(), former.get().get(0)),
                        new Edit(byDefault.range(), former.get().get(1))));
    }

    private static String replace(FlagdFlag flag, Node place, String rule, String byDefault) throws FlagProblem {
        Scalar former = byDefault(flag);
        String name = flag.variants()
                .member(byDefault)
                .map(variant -> flag.source().document().source(variant.key()))
                .orElse(byDefault);
        return flag.source().edit(List.of(new Edit(place.range(), rule), new Edit(former.range(), name)));
    }

    private static Scalar byDefault(FlagdFlag flag) throws FlagProblem {
        return flag.defaultVariant()
                .orElseThrow(() -> flag.source()
                        .problem(
                                flag.flag().body(),
                                "the flag has no defaultVariant. Set it to the variant that is off"));
    }
}
