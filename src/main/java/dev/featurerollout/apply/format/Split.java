package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A rule that divides users between variations by percentages, as GO Feature Flag and Flipt do.
 *
 * @param node where the rule is
 * @param parts in the order in which users are dealt to them, no variation twice
 * @param target the position of the variation that is rolled out
 * @param precision what the product makes of decimals
 */
record Split(Source source, Node node, List<Part> parts, int target, Precision precision) {
    Split {
        parts = List.copyOf(parts);
    }

    /** One variation and the place of its percentage. */
    record Part(String variation, Node value) {}

    /**
     * How fine the percentages of a product are.
     *
     * @param product whose they are
     * @param decimals how many count
     * @param why what happens to finer ones, and what to do; goes on a sentence
     */
    record Precision(String product, int decimals, String why) {

        /**
         * Checks that a percentage can be said.
         *
         * @throws FlagProblem if it has more decimals
         */
        void require(Percentage percentage, Source source, Node node) throws FlagProblem {
            if (percentage.value().scale() > decimals) {
                throw source.problem(node, percentage + " % cannot be written here: " + why);
            }
        }
    }

    private Part wanted() {
        return parts.get(target);
    }

    /**
     * Returns the shares.
     *
     * @throws FlagProblem if they are not percentages that add up to 100
     */
    Shares shares() throws FlagProblem {
        Findings traps = new Findings(source);
        Optional<Shares> shares = shares(traps);
        traps.requireNone();
        return shares.orElseThrow();
    }

    /** Returns the shares if they are percentages that add up to 100; else it is a trap. */
    Optional<Shares> shares(Findings traps) {
        List<BigDecimal> values = new ArrayList<>();
        for (Part part : parts) {
            percentage(part, traps).ifPresent(values::add);
        }
        if (values.size() < parts.size()) {
            return Optional.empty();
        }
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(Percentage.HUNDRED.value()) != 0) {
            traps.fatal(
                    "sum",
                    node,
                    "the percentages here add up to " + sum.stripTrailingZeros().toPlainString()
                            + ", and raising one would deal users anew. Make them 100 in all before the rollout"
                            + " begins");
            return Optional.empty();
        }
        return Optional.of(new Shares(values, target));
    }

    private Optional<BigDecimal> percentage(Part part, Findings traps) {
        Node value = part.value();
        String which = "the percentage of \"" + part.variation() + "\" is " + value.inWords();
        if (!(value instanceof Scalar scalar) || scalar.kind() != Kind.NUMBER) {
            traps.fatal("percentage", value, which + ". Write a number from 0 to 100, without quotes");
            return Optional.empty();
        }
        try {
            BigDecimal number = Percentage.parse(scalar.text()).value();
            if (number.scale() > precision.decimals()) {
                traps.fatal("decimals", value, which + ": " + precision.why());
                return Optional.empty();
            }
            return Optional.of(number);
        } catch (IllegalArgumentException e) {
            traps.fatal("percentage", value, which + ". Write a number from 0 to 100");
            return Optional.empty();
        }
    }

    /** Finds a variation whose share would move at both ends. */
    void check(Findings traps, String howToMend) {
        if (target > 0 && target < parts.size() - 1) {
            traps.fatal(
                    "order",
                    wanted().value(),
                    "users are dealt to " + String.join(", ", names()) + " in this order, with \""
                            + wanted().variation()
                            + "\" between others: both ends of its share would move, and users would fall out of it. "
                            + howToMend);
        }
    }

    private List<String> names() {
        return parts.stream().map(Part::variation).toList();
    }

    /** Returns the source text of each variation's percentage. */
    Undo.Values undo() {
        return new Undo.Values(parts.stream()
                .map(part -> new Undo.Value(part.variation(), source.document().source(part.value())))
                .toList());
    }

    /**
     * Returns the edits that bring the variation to {@code percentage}.
     *
     * @throws FlagProblem as {@link #shares}, or if the percentage is too fine
     */
    List<Edit> write(Percentage percentage) throws FlagProblem {
        precision.require(percentage, source, wanted().value());
        Shares now = shares();
        Shares then = now.at(percentage);
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Node value = parts.get(i).value();
            if (then.values().get(i).compareTo(now.values().get(i)) != 0) {
                source.requireOwn(value);
                edits.add(new Edit(
                        value.range(), Percentage.of(then.values().get(i)).toString()));
            }
        }
        return edits;
    }

    /**
     * Returns the edits that restore the percentages of {@code undo}, in whatever order they are now.
     *
     * @throws FlagProblem if the rule is now between other variations
     */
    List<Edit> restore(Undo.Text undo) throws FlagProblem {
        List<String> former = undo.values().stream().map(Undo.Value::name).toList();
        if (!new HashSet<>(former).equals(new HashSet<>(names()))) {
            throw source.problem(
                    node,
                    "this rule is now between " + String.join(", ", names()) + ", before the rollout it was between "
                            + String.join(", ", former) + ". Set its percentages by hand");
        }
        List<Edit> edits = new ArrayList<>();
        for (Part part : parts) {
            String before = undo.values().get(former.indexOf(part.variation())).text();
            if (!before.matches("[0-9]+(\\.[0-9]+)?")) {
                throw source.problem(node, "the recorded percentage " + before + " is no number");
            }
            if (!before.equals(source.document().source(part.value()))) {
                edits.add(new Edit(part.value().range(), before));
            }
        }
        return edits;
    }
}
