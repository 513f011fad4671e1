package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One of Microsoft's feature flags.
 *
 * @param value a mapping; in .NET's schema {@code true} or {@code false}, too
 */
record Feature(Source source, FeatureSchema schema, String id, Node value) {
    private static final Set<String> TARGETING = Set.of("microsoft.targeting", "targeting");
    private static final Set<String> PERCENTAGE = Set.of("microsoft.percentage", "percentage");

    /** One condition of the flag. */
    record Filter(Mapping node, String name, Optional<Mapping> parameters) {
        boolean isTargeting() {
            return TARGETING.contains(name.toLowerCase(Locale.ROOT));
        }

        boolean isPercentage() {
            return PERCENTAGE.contains(name.toLowerCase(Locale.ROOT));
        }
    }

    /** Returns the flag's members; none for one that is only {@code true} or {@code false}. */
    Mapping body() {
        return value instanceof Mapping mapping ? mapping : new Mapping(value.range(), List.of());
    }

    /** Returns what holds the filters: the flag itself, or its conditions. */
    Optional<Mapping> conditions() {
        return schema == FeatureSchema.DOTNET ? Optional.of(body()) : mapping(body(), "conditions");
    }

    Optional<Sequence> filterList() {
        return conditions()
                .flatMap(conditions -> conditions.get(schema.filters()))
                .filter(Sequence.class::isInstance)
                .map(Sequence.class::cast);
    }

    List<Filter> filters() {
        return filterList().map(Sequence::items).orElse(List.of()).stream()
                .filter(Mapping.class::isInstance)
                .map(Mapping.class::cast)
                .map(filter -> new Filter(filter, schema.nameOf(filter).orElse(""), schema.parametersOf(filter)))
                .toList();
    }

    /** Returns whether all filters have to let a user through, rather than one of them. */
    boolean requiresAll() {
        return conditions()
                .flatMap(conditions -> text(conditions, schema.requirement()))
                .filter("all"::equalsIgnoreCase)
                .isPresent();
    }

    /** Returns whether the flag is switched on, whatever its filters say. */
    boolean isEnabled() {
        return schema == FeatureSchema.DOTNET
                ? isTrue(value) || value instanceof Mapping
                : body().get("enabled").filter(Feature::isTrue).isPresent();
    }

    /** Returns whether it is on for everybody: switched on, without a filter. */
    boolean isOn() {
        return schema == FeatureSchema.DOTNET
                ? isTrue(value)
                : isEnabled()
                        && filterList().map(Sequence::items).orElse(List.of()).isEmpty();
    }

    private static boolean isTrue(Node node) {
        return node instanceof Scalar scalar
                && scalar.kind() == Kind.BOOLEAN
                && scalar.text().equalsIgnoreCase("true");
    }

    /** Finds what is wrong with a flag whichever way its users are divided. */
    void check(Findings traps) {
        if (!isEnabled()) {
            Node node = body().get("enabled").orElse(value);
            String what = node instanceof Scalar scalar && scalar.kind() == Kind.TEXT
                    ? "has \"enabled\" in quotes, which not all readers take for true"
                    : "is not enabled, so nobody has it at any percentage";
            traps.fatal(
                    "disabled", node, "the flag \"" + id + "\" " + what + ". Set it to true and the percentage to 0");
        }
        traps.passes(this::requireSticky);
    }

    /**
     * Checks that no filter draws lots.
     *
     * @throws FlagProblem if one does
     */
    void requireSticky() throws FlagProblem {
        for (Filter filter : filters()) {
            if (filter.isPercentage()) {
                throw source.problem(
                        "not-sticky",
                        filter.node(),
                        "Microsoft.Percentage draws lots at every call: users have the feature and lose it"
                                + " again. Use Microsoft.Targeting, whose percentage keeps its users");
            }
        }
    }

    static Optional<Mapping> mapping(Mapping parent, String key) {
        return parent.get(key).filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    static Optional<String> text(Mapping parent, String key) {
        return parent.get(key).filter(Scalar.class::isInstance).map(node -> ((Scalar) node).text());
    }

    /** Returns the mappings of a list; none if there is no list. */
    static List<Mapping> mappings(Mapping parent, String key) {
        return parent.get(key).orElse(null) instanceof Sequence list
                ? list.items().stream()
                        .filter(Mapping.class::isInstance)
                        .map(Mapping.class::cast)
                        .toList()
                : List.of();
    }
}
