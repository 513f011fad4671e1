package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.Argument;
import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.TemplateArgument;
import dev.featurerollout.model.QueryTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A template and what is wrong with it by itself, whoever uses it.
 *
 * @param args by name, in order
 * @param overridable fields that a rollout may set
 * @param problems with paths in the template; with any, the rest is not to be used
 */
record CheckedTemplate(
        TemplateId id,
        Map<String, Arg> args,
        List<String> overridable,
        List<CriterionSpec> criteria,
        List<Problem> problems) {

    /** The built-in variables, which no argument may hide. */
    static final Set<String> BUILT_IN =
            Set.copyOf(Stream.concat(StageCompiler.STAGE_VARIABLES.stream(), Stream.of("namespace", "name", "flag"))
                    .toList());

    /** One argument; without a default it is required. */
    record Arg(ArgumentType type, Optional<String> byDefault) {

        /** Without matchers a selector means all there is. */
        static Arg of(ArgumentType type, Optional<String> byDefault) {
            return new Arg(type, type == ArgumentType.Selector ? byDefault.or(() -> Optional.of("")) : byDefault);
        }
    }

    static CheckedTemplate of(TemplateId id, CriteriaTemplateSpec spec) {
        Problems problems = new Problems();
        List<CriterionSpec> criteria =
                Optional.ofNullable(spec).map(CriteriaTemplateSpec::criteria).orElse(List.of());
        if (criteria.isEmpty()) {
            problems.add("spec.criteria", "is required: at least one criterion");
        }
        Map<String, Arg> args = args(spec == null ? List.of() : list(spec.args()), problems);
        List<String> overridable = spec == null ? List.of() : list(spec.overridable());
        checkOverridable(overridable, criteria, problems);
        checkCriteria(criteria, args.keySet(), problems);
        return new CheckedTemplate(id, args, overridable, criteria, problems.found());
    }

    private static Map<String, Arg> args(List<TemplateArgument> specs, Problems problems) {
        Map<String, Arg> args = new LinkedHashMap<>();
        int index = 0;
        for (TemplateArgument spec : specs) {
            String path = "spec.args[" + index++ + "]";
            String name = problems.required(path + ".name", spec.name(), "criteria refer to it as $(name)");
            if (BUILT_IN.contains(name) || args.containsKey(name)) {
                problems.add(path + ".name", "\"" + name + "\" is built in or given twice: choose another name");
                continue;
            }
            ArgumentType type = problems.constant(path + ".type", spec.type(), ArgumentType.Text);
            Optional<String> byDefault = problems.parse(path + ".default", spec.defaultValue(), text -> {
                if (text.isBlank()) {
                    throw new IllegalArgumentException("is empty: remove it, or give a value");
                }
                // A variable's value is judged in the rollout that uses it.
                return new QueryTemplate(text).variables().isEmpty() ? type.checked(text) : text;
            });
            for (String variable :
                    byDefault.map(text -> new QueryTemplate(text).variables()).orElse(Set.of())) {
                if (!BUILT_IN.contains(variable)) {
                    problems.add(path + ".default", "unknown variable $(" + variable + "): use a built-in one");
                }
            }
            args.put(name, Arg.of(type, byDefault));
        }
        return args;
    }

    private static void checkOverridable(List<String> fields, List<CriterionSpec> criteria, Problems problems) {
        int index = 0;
        for (String field : fields) {
            String path = "spec.overridable[" + index++ + "]";
            if (!CriterionFields.OVERRIDABLE.containsKey(field)) {
                problems.add(
                        path,
                        "\"" + field + "\" is not one of " + String.join(", ", CriterionFields.OVERRIDABLE.keySet()));
            } else if (criteria.size() > 1 && CriterionFields.OF_ONE_CRITERION.contains(field)) {
                problems.add(
                        path,
                        "\"" + field + "\" is of one criterion, and there are " + criteria.size()
                                + ": remove it, or make a template of each");
            }
        }
    }

    private static void checkCriteria(List<CriterionSpec> criteria, Set<String> args, Problems problems) {
        Set<String> known = new TreeSet<>(args);
        known.addAll(BUILT_IN);
        int index = 0;
        for (CriterionSpec criterion : criteria) {
            String path = "spec.criteria[" + index++ + "]";
            problems.required(path + ".name", criterion.name(), "a name that is unique in the template");
            if (criterion.templateRef() != null || criterion.args() != null) {
                problems.add(path + ".templateRef", "a template cannot refer to another: write the criterion itself");
            }
            CriterionMerge.texts(criterion).stream()
                    .flatMap(text -> new QueryTemplate(text).variables().stream())
                    .distinct()
                    .filter(variable -> !known.contains(variable))
                    .forEach(variable -> problems.add(
                            path,
                            "unknown variable $(" + variable + "): add it to the template's spec.args, or use one of "
                                    + String.join(", ", known)));
        }
        problems.unique(
                "spec.criteria[].name",
                criteria.stream().map(CriterionSpec::name).toList());
    }

    /**
     * Returns the value of each argument, as it is put into the texts.
     *
     * @param path of the criterion that gives them
     * @param variables what the rollout's variables stand for
     */
    Map<String, String> values(String path, List<Argument> given, Map<String, String> variables, Problems problems) {
        Map<String, String> values = new HashMap<>();
        List<String> seen = new ArrayList<>();
        int index = 0;
        for (Argument argument : list(given)) {
            String here = path + ".args[" + index++ + "]";
            String name = problems.required(here + ".name", argument.name(), "an argument of " + id);
            String value = problems.required(
                    here + ".value",
                    argument.value(),
                    "an empty value would match nothing; without it the default counts");
            Arg arg = args.get(name);
            if (seen.contains(name)) {
                problems.add(here + ".name", "\"" + name + "\" is given twice: remove one");
            } else if (arg == null && !name.isEmpty()) {
                problems.add(
                        here + ".name",
                        "\"" + name + "\" is no argument of " + id + ", which has "
                                + (args.isEmpty() ? "none" : String.join(", ", args.keySet()))
                                + ": remove it, or correct the name");
            } else if (arg != null && !value.isEmpty()) {
                values.put(name, checked(here + ".value", arg, value, variables, problems));
            }
            seen.add(name);
        }
        args.forEach((name, arg) -> {
            if (!seen.contains(name) && arg.byDefault.isEmpty()) {
                problems.add(path + ".args", "lacks \"" + name + "\", which " + id + " requires: add it");
            } else if (!seen.contains(name)) {
                values.put(name, checked(path + ".args", arg, arg.byDefault.get(), variables, problems));
            }
        });
        return values;
    }

    /** What a variable stands for must fit as well: it is put into the query after all. */
    private static String checked(
            String path, Arg arg, String value, Map<String, String> variables, Problems problems) {
        QueryTemplate text = new QueryTemplate(value);
        List<String> unknown = text.variables().stream()
                .filter(variable -> !variables.containsKey(variable))
                .toList();
        if (!unknown.isEmpty()) {
            problems.add(
                    path, "unknown variable $(" + unknown.get(0) + "): add it to spec.args, or use a built-in one");
            return value;
        }
        String whole = problems.parse(path, text.render(variables), value, arg.type::checked);
        return text.variables().isEmpty() ? whole : value;
    }

    private static <T> List<T> list(List<T> list) {
        return Optional.ofNullable(list).orElse(List.of());
    }
}
