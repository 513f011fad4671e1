package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.Argument;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import dev.featurerollout.api.v1alpha1.TemplateRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts the criteria of templates in the place of references to them.
 *
 * <p>Only the template's arguments are replaced; the variables of the rollout stay for the query. Whether the values fit
 * is judged by what the rollout's variables stand for, as far as that is known.
 */
public final class TemplateExpansion {
    /** All criteria of a rollout must fit into its status. */
    private static final int MOST = 32;

    private static final int LONGEST_NAME = 63;

    /** What stands where a template could not be used, so that the rest can be checked. */
    private static final String NOTHING = "vector(0)";

    private final String namespace;
    private final Templates templates;
    private final Map<String, String> variables;
    private final Problems problems = new Problems();
    private final List<Expansion.Origin> origins = new ArrayList<>();

    private TemplateExpansion(String namespace, Templates templates, Map<String, String> variables) {
        this.namespace = namespace;
        this.templates = templates;
        this.variables = variables;
    }

    /** Returns the spec of the rollout {@code namespace/name} with the criteria of its templates. */
    public static Expansion expand(String namespace, String name, FeatureRolloutSpec spec, Templates templates) {
        boolean refers = spec != null
                && Stream.concat(
                                Stream.ofNullable(spec.successCriteria()),
                                Stream.ofNullable(spec.stages())
                                        .flatMap(List::stream)
                                        .map(StageSpec::successCriteria)
                                        .filter(Objects::nonNull))
                        .flatMap(List::stream)
                        .anyMatch(criterion -> criterion.templateRef() != null);
        return refers
                ? new TemplateExpansion(namespace, templates, variables(namespace, name, spec)).expand(spec)
                : new Expansion(spec, List.of(), List.of());
    }

    /** Returns the templates a spec refers to. */
    public static List<TemplateId> references(String namespace, FeatureRolloutSpec spec) {
        List<TemplateId> references = new ArrayList<>();
        expand(namespace, "", spec, id -> {
            references.add(id);
            return new Templates.Unknown("");
        });
        return references.stream().distinct().toList();
    }

    private Expansion expand(FeatureRolloutSpec spec) {
        List<CriterionSpec> everywhere = expand("spec.successCriteria", spec.successCriteria());
        List<StageSpec> stages = spec.stages() == null ? null : new ArrayList<>();
        for (StageSpec stage : Optional.ofNullable(spec.stages()).orElse(List.of())) {
            String path = "spec.stages[" + stages.size() + "].successCriteria";
            stages.add(new StageSpec(
                    stage.name(),
                    stage.percentage(),
                    stage.audience(),
                    stage.bakeTime(),
                    expand(path, stage.successCriteria())));
        }
        FeatureRolloutSpec expanded = new FeatureRolloutSpec(
                spec.revision(),
                spec.suspend(),
                spec.holdAt(),
                spec.rollback(),
                spec.flags(),
                stages,
                spec.ramp(),
                spec.guardrails(),
                everywhere,
                spec.args(),
                spec.propagation(),
                spec.prerequisites(),
                spec.holdDeadline(),
                spec.completion(),
                spec.allowUnguarded());
        return new Expansion(expanded, problems.found(), origins);
    }

    private List<CriterionSpec> expand(String list, List<CriterionSpec> items) {
        if (items == null) {
            return null;
        }
        List<CriterionSpec> criteria = new ArrayList<>();
        int index = 0;
        for (CriterionSpec item : items) {
            String path = list + "[" + index++ + "]";
            Optional<TemplateId> template =
                    item.templateRef() == null ? Optional.empty() : id(path + ".templateRef", item.templateRef());
            for (CriterionSpec criterion : criteria(path, item, template)) {
                String here = list + "[" + criteria.size() + "]";
                boolean ownQueries = item.baseline() != null || item.samples() != null;
                origins.add(new Expansion.Origin(here, path, item.name(), criterion.name(), template, ownQueries));
                criteria.add(criterion);
            }
        }
        if (criteria.size() > MOST) {
            problems.add(
                    list, "makes " + criteria.size() + " criteria with those of its templates; the most is " + MOST);
        }
        return List.copyOf(criteria);
    }

    private Optional<TemplateId> id(String path, TemplateRef ref) {
        String name = problems.required(path + ".name", ref.name(), "the name of the template");
        TemplateId.Kind kind = problems.constant(path + ".kind", ref.kind(), TemplateId.Kind.CriteriaTemplate);
        return name.isEmpty() ? Optional.empty() : Optional.of(TemplateId.of(kind, namespace, name));
    }

    private List<CriterionSpec> criteria(String path, CriterionSpec item, Optional<TemplateId> template) {
        return template.map(id -> criteria(path, item, id))
                .orElseGet(() -> List.of(item.templateRef() == null ? item : placeholder(item)));
    }

    private List<CriterionSpec> criteria(String path, CriterionSpec item, TemplateId id) {
        Templates.Found found = templates.find(id);
        if (found instanceof Templates.Unknown unknown) {
            problems.add(path + ".templateRef.name", id + ": " + unknown.why());
            return List.of(placeholder(item));
        }
        CheckedTemplate template = CheckedTemplate.of(id, ((Templates.Known) found).spec());
        if (!template.problems().isEmpty()) {
            template.problems().forEach(problem -> problems.add(path + ".templateRef.name", id + ": " + problem));
            return List.of(placeholder(item));
        }
        Problems here = new Problems();
        Map<String, String> values = template.values(path, item.args(), variables, here);
        requireWhatMayBeSet(path, item, template, here);
        List<CriterionSpec> criteria = template.criteria().stream()
                .map(criterion ->
                        CriterionMerge.of(name(path, item, criterion, template, here), item, criterion, values))
                .toList();
        here.found().forEach(problem -> problems.add(problem.path(), problem.message()));
        return here.isEmpty() ? criteria : List.of(placeholder(item));
    }

    private static String name(
            String path, CriterionSpec item, CriterionSpec criterion, CheckedTemplate template, Problems here) {
        if (template.criteria().size() == 1) {
            return item.name();
        }
        String name = item.name() + "-" + criterion.name();
        if (name.length() > LONGEST_NAME) {
            here.add(
                    path + ".name",
                    "makes " + name + ", of " + name.length() + " characters; the most is " + LONGEST_NAME
                            + ": choose a shorter one");
        }
        return name;
    }

    private static void requireWhatMayBeSet(String path, CriterionSpec item, CheckedTemplate template, Problems here) {
        for (String field : CriterionFields.set(item, CriterionFields.MEASURED)) {
            here.add(path + "." + field, "cannot stand beside templateRef, which says what is measured: remove one");
        }
        for (String field : CriterionFields.set(item, CriterionFields.OVERRIDABLE)) {
            if (!template.overridable().contains(field)) {
                here.add(
                        path + "." + field,
                        "is fixed by " + template.id() + ", which lets a rollout set "
                                + (template.overridable().isEmpty()
                                        ? "nothing"
                                        : "only " + String.join(", ", template.overridable()))
                                + ": remove it, or list it in the template's spec.overridable");
            }
        }
    }

    private static CriterionSpec placeholder(CriterionSpec item) {
        return CriterionMerge.query(item.name(), NOTHING);
    }

    /** Returns what the rollout's variables stand for; of those of a stage or a look an example. */
    private static Map<String, String> variables(String namespace, String name, FeatureRolloutSpec spec) {
        Map<String, String> variables = new HashMap<>();
        for (Argument arg : Optional.ofNullable(spec.args()).orElse(List.of())) {
            if (arg.name() != null && arg.value() != null) {
                variables.putIfAbsent(arg.name(), arg.value());
            }
        }
        variables.put("namespace", namespace);
        variables.put("name", name);
        variables.put(
                "flag",
                Stream.ofNullable(spec.flags())
                        .flatMap(List::stream)
                        .findFirst()
                        .map(FlagSpec::flag)
                        .orElse(name));
        variables.put("stage", "canary");
        variables.put("percentage", "5");
        variables.put("window", "5m");
        variables.put("interval", "30s");
        variables.put("elapsed", "5m");
        return variables;
    }
}
