package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.Undo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * flagd's {@code fractional} rule in which one variation is rolled out.
 *
 * @param list the rule's whole list, with the bucketing expression if there is one
 * @param entries what it splits between, in order
 * @param target the position of the rolled-out variation's entry
 */
record Fractional(Source source, Sequence list, List<Entry> entries, int target) {

    /** One {@code [variation, weight]}; without a weight it weighs 1. */
    record Entry(Sequence pair, Node variation, Optional<Node> weight) {

        /** Returns the variation's name, or for one that is computed a stand-in for it. */
        String name() {
            return variation instanceof Scalar scalar ? scalar.text() : "{}";
        }
    }

    /**
     * Returns the rule a list makes.
     *
     * @throws FlagProblem if its entries are not pairs, or the variation has two
     */
    static Fractional of(Source source, Sequence list, String variation) throws FlagProblem {
        for (int i = 1; i < list.items().size(); i++) {
            if (!(list.items().get(i) instanceof Sequence)) {
                Node item = list.items().get(i);
                throw source.problem(
                        "entry",
                        item,
                        "an entry of a fractional is [\"variation\", weight], this is " + item.inWords());
            }
        }
        List<Entry> entries = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        for (Sequence pair : pairs(list)) {
            Entry entry = entry(source, pair);
            if (entry.variation() instanceof Scalar && entry.name().equals(variation)) {
                targets.add(entries.size());
            }
            entries.add(entry);
        }
        if (targets.size() > 1) {
            throw source.problem(
                    "variation-twice",
                    entries.get(targets.get(1)).pair(),
                    "\"" + variation + "\" is twice in this fractional. Make it one entry");
        }
        return new Fractional(source, list, List.copyOf(entries), targets.get(0));
    }

    /**
     * Checks that one end of the variation's share stays where it is, whatever its percentage.
     *
     * @throws FlagProblem if others stand on both sides of it
     */
    void requireAtAnEnd() throws FlagProblem {
        if (target > 0 && target < entries.size() - 1) {
            Entry entry = entries.get(target);
            throw source.problem(
                    "order",
                    entry.pair(),
                    "\"" + entry.name() + "\" stands between other variations, where both ends of its share move"
                            + " and users can fall out of it. Put it first or last before the rollout begins");
        }
    }

    /** Returns whether {@code variation} has an entry of its own in a fractional's list. */
    static boolean names(Sequence list, String variation) {
        return pairs(list).stream()
                .anyMatch(pair -> !pair.items().isEmpty()
                        && pair.items().get(0) instanceof Scalar scalar
                        && scalar.text().equals(variation));
    }

    /** Returns what the list splits between; what comes first and is no list is the bucketing expression. */
    static List<Sequence> pairs(Sequence list) {
        return list.items().stream()
                .filter(Sequence.class::isInstance)
                .map(Sequence.class::cast)
                .toList();
    }

    /**
     * Returns what a fractional makes buckets of, as a text that is the same however it is written; empty for the flag's
     * key with the user's.
     */
    static String bucketing(Sequence list) {
        return list.items().isEmpty() || list.items().get(0) instanceof Sequence
                ? ""
                : meaning(list.items().get(0));
    }

    private static String meaning(Node node) {
        if (node instanceof Sequence list) {
            return list.items().stream().map(Fractional::meaning).collect(Collectors.joining(",", "[", "]"));
        }
        if (node instanceof Mapping operation) {
            return operation.members().stream()
                    .map(member -> member.key().text() + ":" + meaning(member.value()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        Scalar scalar = (Scalar) node;
        return scalar.kind() + " " + scalar.text();
    }

    private static Entry entry(Source source, Sequence pair) throws FlagProblem {
        int size = pair.items().size();
        if (size < 1 || size > 2) {
            throw source.problem(
                    "entry", pair, "an entry of a fractional is [\"variation\", weight], this is " + pair.inWords());
        }
        Optional<Node> weight = size == 2 ? Optional.of(pair.items().get(1)) : Optional.empty();
        source.requireOwn(weight.orElse(pair));
        return new Entry(pair, pair.items().get(0), weight);
    }

    /** Returns the source text of each variation's weight, which is empty where a weight is left out. */
    Undo.Values undo() {
        return new Undo.Values(entries.stream()
                .map(entry -> new Undo.Value(entry.name(), token(entry)))
                .toList());
    }

    private String token(Entry entry) {
        return entry.weight().map(source.document()::source).orElse("");
    }

    /**
     * Returns the weights.
     *
     * @throws FlagProblem if there is only one, one is no whole number, they are too large, or all are 0
     */
    Weights weights() throws FlagProblem {
        if (entries.size() < 2) {
            throw source.problem(
                    "one-entry",
                    list,
                    "this fractional has only \"" + entries.get(0).name()
                            + "\", so it always gets everybody. Add an entry for the others");
        }
        List<Long> weights = new ArrayList<>();
        long total = 0;
        for (Entry entry : entries) {
            long weight = weight(entry);
            total += weight;
            weights.add(weight);
        }
        if (total == 0) {
            throw source.problem(
                    "all-zero",
                    list,
                    "all weights are 0, which is an error to some versions of flagd. Give one of them a weight");
        }
        if (total > Weights.MAX_TOTAL) {
            throw source.problem(
                    "weights", list, "the weights add up to " + total + ", flagd takes at most " + Weights.MAX_TOTAL);
        }
        return new Weights(weights, target);
    }

    private long weight(Entry entry) throws FlagProblem {
        if (entry.weight().isEmpty()) {
            return 1;
        }
        Node weight = entry.weight().get();
        String which = "the weight of \"" + entry.name() + "\" is ";
        if (!(weight instanceof Scalar scalar)) {
            throw source.problem(
                    "computed-weight", weight, which + "computed, so its share is not fixed. Write a whole number");
        }
        if (scalar.kind() != Kind.NUMBER || !scalar.text().matches("[0-9]{1,10}")) {
            throw source.problem(
                    "weights",
                    weight,
                    which + scalar.inWords() + ", flagd needs whole numbers from 0, without quotes."
                            + " For a part of a percent write larger weights, such as 25 and 975 for 2.5 %");
        }
        return Long.parseLong(scalar.text());
    }

    /** Returns the edit that gives an entry another weight. */
    Edit reweigh(int entry, String weight) {
        Entry changed = entries.get(entry);
        return changed.weight()
                .map(node -> new Edit(node.range(), weight))
                .orElseGet(() -> source.document().append(changed.pair(), weight));
    }

    /**
     * Returns the edits that restore the weights of {@code undo}: to the same variations, if they have been put in
     * another order since.
     *
     * @throws FlagProblem if the rule is now between other variations
     */
    List<Edit> restore(Undo.Values undo) throws FlagProblem {
        List<String> former = formerNames(undo);
        List<String> present = entries.stream().map(Entry::name).toList();
        if (!former.equals(present) && !sameUniqueNames(former, present)) {
            throw source.problem(
                    list,
                    "this fractional is now between " + String.join(", ", present)
                            + ", before the rollout it was between " + String.join(", ", former)
                            + ". Set its weights by hand");
        }
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            int before = former.equals(present) ? i : former.indexOf(present.get(i));
            String weight = undo.values().get(before).text();
            Entry entry = entries.get(i);
            if (weight.equals(token(entry))) {
                continue;
            }
            edits.add(weight.isEmpty() ? source.document().dropLast(entry.pair()) : reweigh(i, weight));
        }
        return edits;
    }

    private List<String> formerNames(Undo.Values undo) throws FlagProblem {
        List<String> names = new ArrayList<>();
        for (Undo.Value weight : undo.values()) {
            names.add(weight.name());
            if (!weight.text().matches("[0-9]*")) {
                throw source.problem(list, "the recorded weight " + weight.text() + " is no whole number");
            }
        }
        return names;
    }

    private static boolean sameUniqueNames(List<String> former, List<String> present) {
        Set<String> names = new HashSet<>(present);
        return former.size() == present.size() && names.size() == present.size() && names.equals(new HashSet<>(former));
    }

    /** Returns whether the weights are those of {@code undo}. */
    boolean hasWeightsOf(Undo.Values undo) throws FlagProblem {
        return restore(undo).isEmpty();
    }
}
