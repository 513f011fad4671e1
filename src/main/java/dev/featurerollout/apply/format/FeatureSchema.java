package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two ways in which Microsoft's feature flags are written. */
enum FeatureSchema {
    /** All languages: a list of flags under {@code feature_management}. */
    MICROSOFT("client_filters", "name", "parameters", "requirement_type"),
    /** .NET's own, older one: a mapping of names under {@code FeatureManagement}. */
    DOTNET("EnabledFor", "Name", "Parameters", "RequirementType");

    /** Spring writes both names with hyphens, too. */
    private static final List<String> ROOTS = List.of("feature_management", "feature-management");

    private static final List<String> LISTS = List.of("feature_flags", "feature-flags");
    private static final String DOTNET_ROOT = "FeatureManagement";

    private final String filters;
    private final String name;
    private final String parameters;
    private final String requirement;

    FeatureSchema(String filters, String name, String parameters, String requirement) {
        this.filters = filters;
        this.name = name;
        this.parameters = parameters;
        this.requirement = requirement;
    }

    /** The key of a flag's filters. */
    String filters() {
        return filters;
    }

    /** The key that says whether one filter is enough, or all have to hold. */
    String requirement() {
        return requirement;
    }

    Optional<String> nameOf(Mapping filter) {
        return filter.get(name).filter(Scalar.class::isInstance).map(node -> ((Scalar) node).text());
    }

    Optional<Mapping> parametersOf(Mapping filter) {
        return filter.get(parameters).filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    /** Returns the filter that lets nobody through, and as many as its percentage is raised to. */
    Map<String, Object> targetingAtZero() {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put(name, "Microsoft.Targeting");
        filter.put(parameters, Map.of("Audience", Map.of("DefaultRolloutPercentage", 0)));
        return filter;
    }

    /**
     * Returns the flags of a document.
     *
     * @throws FlagProblem if it has none in either way
     */
    static List<Feature> features(Source source) throws FlagProblem {
        Node root = source.document().root();
        List<Feature> features = new ArrayList<>();
        boolean ours = false;
        if (root instanceof Mapping document) {
            for (String name : ROOTS) {
                ours |= list(source, document.get(name), features);
            }
            if (document.get(DOTNET_ROOT).orElse(null) instanceof Mapping named) {
                ours = true;
                for (Member member : named.members()) {
                    features.add(new Feature(source, DOTNET, member.key().text(), member.value()));
                }
            }
        }
        if (!ours) {
            throw source.problem(
                    root,
                    "there are neither feature_flags in \"feature_management\" nor flags in \"FeatureManagement\":"
                            + " this is " + root.inWords() + ". Correct the format or the key");
        }
        return features;
    }

    private static boolean list(Source source, Optional<Node> root, List<Feature> features) {
        boolean ours = false;
        for (String name : LISTS) {
            if (root.orElse(null) instanceof Mapping management
                    && management.get(name).orElse(null) instanceof Sequence list) {
                ours = true;
                for (Node item : list.items()) {
                    if (item instanceof Mapping body && body.get("id").orElse(null) instanceof Scalar id) {
                        features.add(new Feature(source, MICROSOFT, id.text(), body));
                    }
                }
            }
        }
        return ours;
    }
}
