package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.lint.CriteriaLint;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code CriteriaSound}: whether the criteria hold a trap that can be seen in their text. */
final class LintCondition {
    static final String TYPE = "CriteriaSound";

    private static final int MOST = 5;

    private LintCondition() {}

    static void set(Conditions conditions, FeatureRolloutSpec spec, Plan plan) {
        List<Finding> findings = CriteriaLint.findings(spec, plan, Optional.empty());
        if (findings.isEmpty()) {
            conditions.set(TYPE, "True", "NothingFound", "the linter has nothing to say about the criteria");
            return;
        }
        String told = findings.stream().limit(MOST).map(Finding::toString).collect(Collectors.joining("; "));
        int more = findings.size() - MOST;
        conditions.set(TYPE, "False", findings.get(0).rule(), more > 0 ? told + "; and " + more + " more" : told);
    }
}
