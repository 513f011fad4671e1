package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.Feature.Filter;
import dev.featurerollout.apply.format.document.Edit;
import dev.featurerollout.apply.format.document.Inline;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Layout;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The audience of the filter {@code Microsoft.Targeting}: a percentage of all users, or of one group.
 *
 * @param group the group that is rolled out; empty for all users
 */
record Audience(Feature feature, Optional<String> group) implements FeatureShare {
    private static final String NUMBER = "percentage";

    private Source source() {
        return feature.source();
    }

    private List<Filter> targeting() {
        return feature.filters().stream().filter(Filter::isTargeting).toList();
    }

    @Override
    public boolean isThere() {
        return !targeting().isEmpty();
    }

    @Override
    public boolean isOn() {
        return group.isEmpty() && feature.isOn();
    }

    /** Returns whether the one targeting filter there is names the group. */
    static boolean hasGroup(Feature feature, String group) {
        return new Audience(feature, Optional.of(group))
                .targeting().stream()
                        .anyMatch(filter -> !groups(audience(filter), group).isEmpty());
    }

    private Filter filter() throws FlagProblem {
        List<Filter> found = targeting();
        if (found.isEmpty()) {
            feature.requireSticky();
            throw source().problem(
                            feature.value(),
                            "the flag \"" + feature.id() + "\" has no Microsoft.Targeting filter, so no share of users."
                                    + " Enable it with the filter "
                                    + inline().value(feature.schema().targetingAtZero())
                                    + ", or name a variant of its allocation with spec.flags[].variation");
        }
        if (found.size() > 1) {
            throw source().problem(
                            found.get(1).node(),
                            "the flag \"" + feature.id() + "\" has more than one Microsoft.Targeting filter, first that"
                                    + " at "
                                    + source().document().place(found.get(0).node())
                                    + ", so its percentage is not one number. Leave one of them");
        }
        return found.get(0);
    }

    private static Mapping audience(Filter filter) {
        return filter.parameters()
                .flatMap(parameters -> Feature.mapping(parameters, "Audience"))
                .orElse(new Mapping(filter.node().range(), List.of()));
    }

    private static List<Mapping> groups(Mapping audience, String name) {
        return Feature.mappings(audience, "Groups").stream()
                .filter(group ->
                        Feature.text(group, "Name").filter(name::equals).isPresent())
                .toList();
    }

    @Override
    public FeatureAudiences audiences() {
        return audiences(targeting().stream()
                .findFirst()
                .map(Audience::audience)
                .orElseGet(() -> new Mapping(feature.value().range(), List.of())));
    }

    private FeatureAudiences audiences(Mapping audience) {
        return new FeatureAudiences(source(), audience, Optional.empty());
    }

    private Node number() throws FlagProblem {
        Mapping audience = audience(filter());
        if (group.isEmpty()) {
            return audience.get("DefaultRolloutPercentage")
                    .orElseThrow(() -> source().problem(
                                    audience,
                                    "this audience has no DefaultRolloutPercentage. Add DefaultRolloutPercentage: 0"));
        }
        List<Mapping> found = groups(audience, group.get());
        if (found.size() != 1) {
            throw source().problem(
                            audience,
                            "the group \"" + group.get() + "\" is " + found.size() + " times in this audience."
                                    + " Let it be there once");
        }
        return found.get(0)
                .get("RolloutPercentage")
                .orElseThrow(() -> source().problem(
                                found.get(0), "this group has no RolloutPercentage. Add RolloutPercentage: 0"));
    }

    @Override
    public Percentage percentage() throws FlagProblem {
        return percentage(source(), number());
    }

    /** Reads a number of a Microsoft feature flag. */
    static Percentage percentage(Source source, Node number) throws FlagProblem {
        if (number instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
            try {
                return Percentage.parse(scalar.text());
            } catch (IllegalArgumentException notOne) {
                // The same answer as for anything else.
            }
        }
        throw source.problem(
                number,
                "this is " + number.inWords() + ", no percentage. Write a number from 0 to 100 with at most "
                        + Percentage.SCALE + " decimals, without quotes");
    }

    @Override
    public List<Evaluation> evaluations() throws FlagProblem {
        double end = percentage().value().doubleValue();
        if (group.isPresent()) {
            // Of whom nothing is known is in no group.
            String hint = feature.id() + "\n" + group.get();
            return List.of(Evaluation.of(
                    FeatureManagementFormat.PRODUCT, new FeatureManagementDealing(hint, end, Optional.of(Answer.Off))));
        }
        return List.of(
                Evaluation.of(
                        FeatureManagementFormat.PRODUCT + " in JavaScript",
                        new FeatureManagementDealing(feature.id(), end, Optional.empty())),
                Evaluation.of(
                        FeatureManagementFormat.PRODUCT + " in Spring",
                        new FeatureManagementDealing(feature.id(), end, Optional.of(Answer.Off))));
    }

    @Override
    public Undo.Values undo() throws FlagProblem {
        return Undo.Values.of(NUMBER, source().document().source(number()));
    }

    @Override
    public List<Edit> write(Percentage percentage) throws FlagProblem {
        if (percentage().equals(percentage)) {
            return List.of();
        }
        source().requireOwn(number());
        return List.of(new Edit(number().range(), percentage.toString()));
    }

    @Override
    public List<Edit> restore(Undo.Text undo) throws FlagProblem {
        String former = undo.texts(List.of(NUMBER))
                .map(texts -> texts.get(0))
                .filter(text -> text.matches("[0-9]+(\\.[0-9]+)?"))
                .orElseThrow(
                        () -> source().problem(feature.value(), "the recorded values are not those of an audience"));
        return undo.equals(undo()) ? List.of() : List.of(new Edit(number().range(), former));
    }

    private Inline inline() {
        return new Inline(source().document().syntax());
    }

    @Override
    public String added() throws FlagProblem {
        if (group.isPresent() || !feature.filters().isEmpty()) {
            throw source().problem(
                            feature.value(),
                            "the flag \"" + feature.id() + "\" has filters of its own, to which none can be added"
                                    + " without changing what they say. Add Microsoft.Targeting by hand");
        }
        return source().edit(
                        feature.schema() == FeatureSchema.DOTNET && !(feature.value() instanceof Mapping)
                                ? addedToValue()
                                : addedToMembers());
    }

    private List<Edit> addedToValue() throws FlagProblem {
        Map<String, Object> enabledFor =
                Map.of(feature.schema().filters(), List.of(feature.schema().targetingAtZero()));
        source().requireOwn(feature.value());
        return List.of(new Edit(feature.value().range(), inline().value(enabledFor)));
    }

    private List<Edit> addedToMembers() throws FlagProblem {
        Rewrite rewrite = new Rewrite(source().document());
        Map<String, Object> filter = feature.schema().targetingAtZero();
        String filters = feature.schema().filters();
        Mapping body = feature.body();
        List<Edit> edits = new ArrayList<>();
        Optional<Member> enabled = body.member("enabled");
        if (feature.schema() == FeatureSchema.MICROSOFT) {
            if (enabled.isEmpty()) {
                throw source().problem(body, "the flag \"" + feature.id() + "\" does not say enabled. Add it");
            }
            if (!feature.isEnabled()) {
                edits.add(new Edit(enabled.get().value().range(), "true"));
            }
        }
        Optional<Sequence> list = feature.filterList();
        Optional<Mapping> conditions = feature.conditions();
        if (list.isPresent()) {
            edits.add(rewrite.addItem(list.get(), inline().value(filter)));
        } else if (conditions.isPresent() && !conditions.get().members().isEmpty()) {
            edits.add(rewrite.insertBefore(
                    conditions.get(), conditions.get().members().get(0), inline().member(filters, List.of(filter))));
        } else {
            Map<String, Object> inside = Map.of(filters, List.of(filter));
            String written = inline().member("conditions", inside);
            Optional<Member> empty = body.member("conditions");
            edits.add(
                    empty.isPresent()
                            ? rewrite.replace(empty.get(), written)
                            : rewrite.isInline(body)
                                    ? rewrite.insertAfter(enabled.orElseThrow(), written)
                                    : rewrite.insertBefore(body, enabled.orElseThrow(), written));
        }
        return edits;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Beside other filters, or with an exclusion, that is 100 %: these stay. A group is brought to 100 %, too.
     */
    @Override
    public String forEverybody() throws FlagProblem {
        Mapping audience = audience(filter());
        boolean excludes = audience.get("Exclusion").isPresent();
        if (group.isPresent() || feature.filters().size() > 1 || excludes) {
            return source().edit(write(Percentage.HUNDRED));
        }
        if (feature.schema() == FeatureSchema.DOTNET) {
            source().requireOwn(feature.value());
            return source().edit(List.of(new Edit(feature.value().range(), "true")));
        }
        Mapping conditions = feature.conditions().orElseThrow();
        Member filters = conditions.member(feature.schema().filters()).orElseThrow();
        Rewrite rewrite = new Rewrite(source().document());
        source().requireOwn(filters.value());
        return source().edit(List.of(
                filters.value() instanceof Sequence list && list.layout() == Layout.BRACKETS
                        ? new Edit(list.range(), "[]")
                        : rewrite.replace(
                                filters, inline().member(feature.schema().filters(), List.of()))));
    }

    @Override
    public void check(Findings traps) {
        feature.check(traps);
        try {
            percentage();
            Filter filter = filter();
            checkOthers(filter, traps);
            checkAudience(audience(filter), traps);
        } catch (FlagProblem refused) {
            traps.fatal("no-percentage", refused);
        }
    }

    private void checkOthers(Filter mine, Findings traps) {
        for (Filter other : feature.filters()) {
            if (!feature.requiresAll() && !other.equals(mine) && !other.isPercentage()) {
                traps.fatal(
                        "any-filter",
                        other.node(),
                        "whom the filter " + other.name() + " lets through has the feature at every percentage, at 0"
                                + " too, as one filter is enough. Set "
                                + feature.schema().requirement()
                                + " to All, or take the filter out");
            }
        }
    }

    private void checkAudience(Mapping audience, Findings traps) throws FlagProblem {
        if (group.isPresent()) {
            Optional<Node> all = audience.get("DefaultRolloutPercentage");
            if (all.isPresent() && !percentage(source(), all.get()).isZero()) {
                traps.fatal(
                        "default-beside-group",
                        all.get(),
                        "users of the group \"" + group.get() + "\" have the feature by this percentage, too, whatever"
                                + " their group's is. Set it to 0");
            }
            return;
        }
        FeatureAudiences ours = audiences(audience);
        for (Mapping other : Feature.mappings(audience, "Groups").stream()
                .skip(ours.inList("Groups"))
                .toList()) {
            traps.warn(
                    "group",
                    other,
                    "users of this group have the feature by the group's percentage, too, at 0 % of all as well");
        }
        if (audience.get("Users").orElse(null) instanceof Sequence users
                && users.items().size() > ours.inList("Users")) {
            traps.warn("users", users, "these users have the feature at every percentage, at 0 too");
        }
    }
}
