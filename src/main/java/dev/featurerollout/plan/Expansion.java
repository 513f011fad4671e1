package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of a spec's references to templates.
 *
 * @param spec with the templates' criteria in the place of each reference; where that could not be, something harmless
 *     stands, so that the rest can be checked
 * @param problems what is wrong with the references, or with the templates; the spec is not to be used then
 * @param origins of all criteria, if any comes from a template
 */
public record Expansion(FeatureRolloutSpec spec, List<Problem> problems, List<Origin> origins) {
    public Expansion {
        problems = List.copyOf(problems);
        origins = List.copyOf(origins);
    }

    /**
     * Where a criterion comes from.
     *
     * @param path of the criterion in the expanded spec, such as {@code spec.successCriteria[2]}
     * @param writtenAt path of the reference in the spec as it was written
     * @param item name of the criterion that refers to the template
     * @param name of the criterion in the expanded spec
     * @param template empty if it was written there
     * @param ownQueries whether the rollout adds queries of its own to those of the template
     */
    public record Origin(
            String path,
            String writtenAt,
            String item,
            String name,
            Optional<TemplateId> template,
            boolean ownQueries) {
        private boolean isOfClusterTemplate() {
            return !ownQueries
                    && template.filter(id -> id.kind() == TemplateId.Kind.ClusterCriteriaTemplate)
                            .isPresent();
        }
    }

    /** Returns the paths, in the expanded spec, of the criteria whose queries all come from ClusterCriteriaTemplates. */
    public List<String> ofClusterTemplates() {
        return origins.stream()
                .filter(Origin::isOfClusterTemplate)
                .map(Origin::path)
                .toList();
    }

    /**
     * A template that is not what it was.
     *
     * @param criteria the criteria of the rollout that changed with it, and how, for people
     */
    public record Change(TemplateId template, List<String> criteria) {
        @Override
        public String toString() {
            return template + " was changed: " + String.join(", ", criteria);
        }
    }

    /** Returns the problem where the user can see it: the expanded spec has other indexes than the written one. */
    public Problem located(Problem problem) {
        return origins.stream()
                .filter(origin ->
                        problem.path().equals(origin.path) || problem.path().startsWith(origin.path + "."))
                .findFirst()
                .map(origin -> new Problem(
                        origin.writtenAt + problem.path().substring(origin.path.length()),
                        problem.message()
                                + origin.template
                                        .map(template -> " (" + origin.name + " of " + template + ")")
                                        .orElse("")))
                .orElse(problem);
    }

    /**
     * Returns which templates were changed since {@code before}, an expansion of the same spec.
     *
     * <p>Of a criterion that is gone only its name tells which reference it came from.
     */
    public List<Change> changesSince(FeatureRolloutSpec before) {
        Map<Place, CriterionSpec> was = criteria(before);
        Map<Place, CriterionSpec> is = criteria(spec);
        Map<TemplateId, List<String>> changes = new LinkedHashMap<>();
        Stream.concat(is.keySet().stream(), was.keySet().stream()).distinct().forEach(place -> {
            String how = difference(was.get(place), is.get(place));
            if (!how.isEmpty()) {
                origin(place)
                        .ifPresent(template -> changes.computeIfAbsent(template, t -> new ArrayList<>())
                                .add(place.name + " (" + how + ")"));
            }
        });
        return changes.entrySet().stream()
                .map(change -> new Change(change.getKey(), List.copyOf(change.getValue())))
                .toList();
    }

    private static String difference(CriterionSpec was, CriterionSpec is) {
        if (was == null || is == null) {
            return was == null ? "new" : "gone";
        }
        return String.join(", ", CriterionFields.differences(was, is));
    }

    private Optional<TemplateId> origin(Place place) {
        List<Origin> here = origins.stream()
                .filter(origin -> origin.template.isPresent() && origin.path.startsWith(place.list + "["))
                .sorted(Comparator.comparing((Origin origin) -> -origin.item.length()))
                .toList();
        Stream<Origin> same = here.stream().filter(origin -> origin.name.equals(place.name));
        Stream<Origin> sameItem = here.stream()
                .filter(origin -> place.name.equals(origin.item) || place.name.startsWith(origin.item + "-"));
        return Stream.concat(same, sameItem)
                .flatMap(origin -> origin.template.stream())
                .findFirst();
    }

    /** A name is unique in its list; in two stages there may be different criteria of one name. */
    private record Place(String list, String name) {}

    private static Map<Place, CriterionSpec> criteria(FeatureRolloutSpec spec) {
        Map<Place, CriterionSpec> criteria = new LinkedHashMap<>();
        add("spec.successCriteria", spec.successCriteria(), criteria);
        int index = 0;
        for (StageSpec stage : Optional.ofNullable(spec.stages()).orElse(List.of())) {
            add("spec.stages[" + index++ + "].successCriteria", stage.successCriteria(), criteria);
        }
        return criteria;
    }

    private static void add(String list, List<CriterionSpec> specs, Map<Place, CriterionSpec> criteria) {
        for (CriterionSpec criterion : Optional.ofNullable(specs).orElse(List.of())) {
            criteria.putIfAbsent(new Place(list, criterion.name()), criterion);
        }
    }
}
