package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.apply.format.document.Rewrite;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.share.Answer;
import dev.featurerollout.share.Evaluation;
import dev.featurerollout.share.FeatureManagementDealing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The percentiles that a Microsoft feature flag allocates to its variants.
 *
 * @param variant the variant that is rolled out, whose percentile begins at 0
 */
record Allocation(Feature feature, String variant) implements FeatureShare {
    private static final String REST = "default_when_enabled";

    /** The users from one percentile up to another. */
    private record Entry(Mapping node, String variant, Node from, Node to, BigDecimal start, BigDecimal end) {
        boolean overlaps(Entry other) {
            return start.compareTo(other.end) < 0 && other.start.compareTo(end) < 0;
        }

        boolean isEmpty() {
            return start.compareTo(end) == 0;
        }
    }

    static boolean hasVariant(Feature feature, String name) {
        return Feature.mappings(feature.body(), "variants").stream()
                .anyMatch(variant ->
                        Feature.text(variant, "name").filter(name::equals).isPresent());
    }

    /** Returns the allocation to the first variant that has a percentile and is not for everybody else. */
    static Optional<Allocation> firstBesideTheDefault(Feature feature) {
        return new Allocation(feature, "")
                .percentiles().stream()
                        .flatMap(entry -> Feature.text(entry, "variant").stream())
                        .map(variant -> new Allocation(feature, variant))
                        .filter(allocation -> !allocation.isForTheRest())
                        .findFirst();
    }

    private Source source() {
        return feature.source();
    }

    private Optional<Mapping> allocation() {
        return Feature.mapping(feature.body(), "allocation");
    }

    @Override
    public FeatureAudiences audiences() {
        Mapping parent =
                allocation().orElseGet(() -> new Mapping(feature.value().range(), List.of()));
        return new FeatureAudiences(source(), parent, Optional.of(variant));
    }

    private List<Mapping> percentiles() {
        return allocation()
                .map(allocation -> Feature.mappings(allocation, "percentile"))
                .orElse(List.of());
    }

    @Override
    public boolean isThere() {
        return percentiles().stream()
                .anyMatch(entry ->
                        Feature.text(entry, "variant").filter(variant::equals).isPresent());
    }

    private List<Entry> entries() throws FlagProblem {
        List<Entry> entries = new ArrayList<>();
        for (Mapping node : percentiles()) {
            Node from = end(node, "from");
            Node to = end(node, "to");
            BigDecimal start = Audience.percentage(source(), from).value();
            BigDecimal end = Audience.percentage(source(), to).value();
            if (start.compareTo(end) > 0) {
                throw source().problem(from, "this percentile begins after its end. Let from be at most to");
            }
            entries.add(new Entry(node, Feature.text(node, "variant").orElse(""), from, to, start, end));
        }
        return entries;
    }

    private Node end(Mapping entry, String key) throws FlagProblem {
        return entry.get(key).orElseThrow(() -> source().problem(entry, "this percentile has no \"" + key + "\""));
    }

    private Entry mine(List<Entry> entries) throws FlagProblem {
        List<Entry> found = entries.stream()
                .filter(entry -> entry.variant().equals(variant))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw source().problem(
                            allocation().orElse(feature.body()),
                            "no percentile is allocated to \"" + variant + "\". Add to allocation.percentile "
                                    + inline().value(nothing()));
        }
        throw source().problem(
                        found.get(1).node(),
                        "\"" + variant + "\" has more than one percentile, first that at "
                                + source().document().place(found.get(0).node())
                                + ", so its percentage is not one number. Leave one of them");
    }

    @Override
    public Percentage percentage() throws FlagProblem {
        Entry mine = mine(entries());
        return Percentage.of(mine.end().subtract(mine.start()));
    }

    @Override
    public List<Evaluation> evaluations() throws FlagProblem {
        String hint = allocation()
                .flatMap(allocation -> Feature.text(allocation, "seed"))
                .orElse("allocation\n" + feature.id());
        Optional<Answer> unknown = Optional.of(isForTheRest() ? Answer.On : Answer.Off);
        double end = percentage().value().doubleValue();
        return List.of(
                Evaluation.of(FeatureManagementFormat.PRODUCT, new FeatureManagementDealing(hint, end, unknown)));
    }

    private Optional<Node> rest() {
        return allocation().flatMap(allocation -> allocation.get(REST));
    }

    private boolean isForTheRest() {
        return rest().filter(
                        node -> node instanceof Scalar scalar && scalar.text().equals(variant))
                .isPresent();
    }

    @Override
    public boolean isOn() {
        // Nothing about it is hidden: what serves everybody are the same numbers.
        return false;
    }

    @Override
    public Undo.Values undo() throws FlagProblem {
        List<Undo.Value> values = new ArrayList<>();
        for (Entry entry : entries()) {
            values.add(new Undo.Value(from(entry), source().document().source(entry.from())));
            values.add(new Undo.Value(to(entry), source().document().source(entry.to())));
        }
        rest().ifPresent(node ->
                values.add(new Undo.Value(REST, source().document().source(node))));
        return new Undo.Values(values);
    }

    private static String from(Entry entry) {
        return entry.variant() + " from";
    }

    private static String to(Entry entry) {
        return entry.variant() + " to";
    }

    @Override
    public List<Edit> write(Percentage percentage) throws FlagProblem {
        List<Entry> entries = entries();
        Entry mine = mine(entries);
        BigDecimal end = mine.start().add(percentage.value()).min(Percentage.HUNDRED.value());
        List<Edit> edits = new ArrayList<>();
        set(mine.to(), mine.end(), end, edits);
        for (Entry other : entries) {
            // The next one begins where this one ends; one that is reached gives way.
            boolean follows = other != mine && other.start().compareTo(mine.end()) == 0;
            boolean reached = other != mine
                    && other.start().compareTo(mine.start()) >= 0
                    && other.start().compareTo(end) < 0;
            if (follows || reached) {
                set(other.from(), other.start(), end, edits);
                set(other.to(), other.end(), other.end().max(end), edits);
            }
        }
        if (isForTheRest() && end.compareTo(Percentage.HUNDRED.value()) < 0) {
            otherForTheRest().ifPresent(other -> edits.add(retext(rest().orElseThrow(), other)));
        }
        return edits;
    }

    private void set(Node node, BigDecimal before, BigDecimal after, List<Edit> edits) throws FlagProblem {
        if (before.compareTo(after) != 0) {
            source().requireOwn(node);
            edits.add(new Edit(node.range(), Percentage.of(after).toString()));
        }
    }

    private Edit retext(Node node, String text) {
        return new Edit(node.range(), inline().value(text));
    }

    /** Returns the variant for everybody else if it is not to be the rolled-out one any more. */
    private Optional<String> otherForTheRest() {
        Optional<String> disabled = allocation()
                .flatMap(allocation -> Feature.text(allocation, "default_when_disabled"))
                .filter(name -> !name.equals(variant));
        List<String> others = Feature.mappings(feature.body(), "variants").stream()
                .flatMap(node -> Feature.text(node, "name").stream())
                .filter(name -> !name.equals(variant))
                .toList();
        return disabled.or(() -> others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty());
    }

    @Override
    public List<Edit> restore(Undo.Text undo) throws FlagProblem {
        List<Undo.Value> former =
                undo.values().stream().filter(value -> !isRest(value)).toList();
        List<Entry> entries = entries();
        List<String> names = entries.stream()
                .flatMap(entry -> Stream.of(from(entry), to(entry)))
                .toList();
        if (!former.stream().map(Undo.Value::name).toList().equals(names)) {
            throw otherEntries();
        }
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            put(entries.get(i).from(), former.get(2 * i).text(), edits);
            put(entries.get(i).to(), former.get(2 * i + 1).text(), edits);
        }
        Optional<Node> now = rest();
        undo.values().stream()
                .filter(Allocation::isRest)
                .filter(rest -> now.isPresent()
                        && !source().document().source(now.get()).equals(rest.text()))
                .forEach(rest -> edits.add(new Edit(now.orElseThrow().range(), rest.text())));
        return edits;
    }

    private static boolean isRest(Undo.Value value) {
        return value.name().equals(REST);
    }

    private void put(Node node, String token, List<Edit> edits) throws FlagProblem {
        if (!token.matches("[0-9]+(\\.[0-9]+)?")) {
            throw source().problem(node, "the recorded percentile " + token + " is no number");
        }
        if (!token.equals(source().document().source(node))) {
            edits.add(new Edit(node.range(), token));
        }
    }

    private FlagProblem otherEntries() {
        return source().problem(
                        allocation().orElse(feature.body()),
                        "the percentiles are now of other variants than before the rollout. Set them by hand");
    }

    private Inline inline() {
        return new Inline(source().document().syntax());
    }

    private Map<String, Object> nothing() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("variant", variant);
        entry.put("from", 0);
        entry.put("to", 0);
        return entry;
    }

    @Override
    public String added() throws FlagProblem {
        Mapping allocation = allocation()
                .filter(node -> !node.members().isEmpty())
                .orElseThrow(() -> source().problem(
                                feature.body(),
                                "the flag \"" + feature.id() + "\" allocates nothing, so what the others get is not"
                                        + " said. Add an allocation with " + REST));
        Rewrite rewrite = new Rewrite(source().document());
        Optional<Node> list = allocation.get("percentile");
        if (list.orElse(null) instanceof Sequence percentiles) {
            return source().edit(List.of(rewrite.addItem(percentiles, inline().value(nothing()))));
        }
        Member first = allocation.members().get(0);
        return source().edit(List.of(
                rewrite.insertBefore(allocation, first, inline().member("percentile", List.of(nothing())))));
    }

    @Override
    public String forEverybody() throws FlagProblem {
        List<Edit> edits = new ArrayList<>(write(Percentage.HUNDRED));
        if (rest().isPresent() && !isForTheRest()) {
            source().requireOwn(rest().get());
            edits.add(retext(rest().get(), variant));
        }
        return source().edit(edits);
    }

    @Override
    public void check(Findings traps) {
        feature.check(traps);
        try {
            List<Entry> entries = entries();
            Entry mine = mine(entries);
            if (mine.start().signum() != 0) {
                traps.fatal(
                        "from",
                        mine.from(),
                        "the percentile of \"" + variant + "\" does not begin at 0, so there may be too little room"
                                + " behind it. Let it begin at 0 before the rollout begins");
            }
            checkOverlaps(entries, traps);
            checkRest(mine, traps);
        } catch (FlagProblem refused) {
            traps.fatal("no-percentage", refused);
        }
    }

    private static void checkOverlaps(List<Entry> entries, Findings traps) {
        for (int i = 1; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (!entry.isEmpty() && entries.subList(0, i).stream().anyMatch(entry::overlaps)) {
                traps.fatal(
                        "overlap",
                        entry.node(),
                        "this percentile overlaps one before it, which wins. Let each begin where another ends");
            }
        }
    }

    private void checkRest(Entry mine, Findings traps) {
        boolean everybody = mine.end().compareTo(Percentage.HUNDRED.value()) == 0;
        if (rest().isEmpty()) {
            traps.fatal(
                    "no-default",
                    allocation().orElse(feature.body()),
                    "users outside the percentiles, and those without an id, get no variant but what the code makes of"
                            + " that. Set " + REST + " to the variant that is off");
        } else if (isForTheRest() && !everybody) {
            traps.fatal(
                    "default-variant",
                    rest().get(),
                    REST + " is \"" + variant + "\", the variant that is rolled out, so users outside the percentiles"
                            + " get it even at 0 %. Set it to the variant that is off");
        }
        allocation()
                .flatMap(allocation -> allocation.get("default_when_disabled"))
                .filter(node -> node instanceof Scalar scalar && scalar.text().equals(variant))
                .ifPresent(node -> traps.fatal(
                        "default-variant",
                        node,
                        "default_when_disabled is \"" + variant + "\", the variant that is rolled out, so whom the"
                                + " filters keep out gets it. Set it to the variant that is off"));
    }
}
