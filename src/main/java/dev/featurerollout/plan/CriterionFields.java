package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The fields of a criterion by name. */
final class CriterionFields {
    /** What says what is measured: a template is there to fix it. */
    static final Map<String, Function<CriterionSpec, Object>> MEASURED = new LinkedHashMap<>();

    /** What a rollout may set beside a template, if the template lets it. */
    static final Map<String, Function<CriterionSpec, Object>> OVERRIDABLE = new LinkedHashMap<>();

    /** What is of one criterion and its unit, and can be of no two. */
    static final Set<String> OF_ONE_CRITERION = Set.of("max", "min", "warning", "baseline", "samples");

    static {
        MEASURED.put("query", CriterionSpec::query);
        MEASURED.put("ratio", CriterionSpec::ratio);
        MEASURED.put("compare", CriterionSpec::compare);
        MEASURED.put("bound", CriterionSpec::bound);
        OVERRIDABLE.put("role", CriterionSpec::role);
        OVERRIDABLE.put("provider", CriterionSpec::provider);
        OVERRIDABLE.put("max", CriterionSpec::max);
        OVERRIDABLE.put("min", CriterionSpec::min);
        OVERRIDABLE.put("warning", CriterionSpec::warning);
        OVERRIDABLE.put("baseline", CriterionSpec::baseline);
        OVERRIDABLE.put("samples", CriterionSpec::samples);
        OVERRIDABLE.put("window", CriterionSpec::window);
        OVERRIDABLE.put("interval", CriterionSpec::interval);
        OVERRIDABLE.put("failureLimit", CriterionSpec::failureLimit);
        OVERRIDABLE.put("failureBudget", CriterionSpec::failureBudget);
        OVERRIDABLE.put("noData", CriterionSpec::noData);
        OVERRIDABLE.put("multipleSeries", CriterionSpec::multipleSeries);
        OVERRIDABLE.put("dryRun", CriterionSpec::dryRun);
    }

    private CriterionFields() {}

    /** Returns the names of those fields that are set. */
    static List<String> set(CriterionSpec criterion, Map<String, Function<CriterionSpec, Object>> fields) {
        return fields.entrySet().stream()
                .filter(field -> field.getValue().apply(criterion) != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns what differs, for people, such as {@code max 0.05 → 0.01}; of what is long only the name. */
    static List<String> differences(CriterionSpec before, CriterionSpec after) {
        List<String> differences = new ArrayList<>();
        for (Map<String, Function<CriterionSpec, Object>> fields : List.of(MEASURED, OVERRIDABLE)) {
            fields.forEach((name, value) -> {
                Object was = value.apply(before);
                Object is = value.apply(after);
                if (!Objects.equals(was, is)) {
                    differences.add(
                            isShort(name, was) && isShort(name, is) ? name + " " + text(was) + " → " + text(is) : name);
                }
            });
        }
        return differences;
    }

    private static boolean isShort(String name, Object value) {
        boolean scalar =
                value == null || value instanceof String || value instanceof Number || value instanceof Boolean;
        return scalar && !name.equals("query");
    }

    private static String text(Object value) {
        return value == null ? "unset" : value.toString();
    }
}
