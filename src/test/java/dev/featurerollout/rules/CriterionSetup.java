package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.SamplesSpec;
import dev.featurerollout.api.v1alpha1.WarningSpec;

/** One criterion of a history; its query names the script it follows. */
record CriterionSetup(
        int script,
        String role,
        int interval,
        int window,
        int failureLimit,
        Integer failureBudget,
        String noData,
        boolean warning,
        boolean dryRun) {

    CriterionSpec spec() {
        return new CriterionSpec(
                "c" + script,
                role,
                null,
                null,
                null,
                "q" + script + "[$(window)]",
                null,
                null,
                null,
                "0.01",
                null,
                warning ? new WarningSpec("0.005", null) : null,
                null,
                new SamplesSpec("n" + script + "[$(window)]", "500"),
                window + "s",
                interval + "s",
                failureLimit,
                failureBudget,
                noData,
                null,
                dryRun);
    }

    @Override
    public String toString() {
        return "c" + script + " " + role + " every " + interval + "s window " + window + "s limit " + failureLimit
                + (failureBudget == null ? "" : " budget " + failureBudget) + " noData " + noData
                + (warning ? " warning" : "") + (dryRun ? " dryRun" : "");
    }
}
