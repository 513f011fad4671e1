package dev.featurerollout.forecast;

import dev.featurerollout.forecast.Forecast.Hold;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Guarantee.OnInconclusive;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** What may hold a rollout in a stage, or bring it back from there, in words. */
record Holds(Plan plan) {

    List<Hold> of(Stage stage) {
        List<Hold> holds = new ArrayList<>();
        if (plan.suspended()) {
            holds.add(new Hold("spec.suspend", "is set: it goes no further until it is unset"));
        }
        plan.holdAt()
                .filter(holdAt -> stage.index() == holdAt && !plan.isLast(stage))
                .ifPresent(holdAt -> holds.add(
                        new Hold("spec.holdAt", "is " + stage.name() + ": it goes no further until that is changed")));
        plan.prerequisites()
                .forEach(name -> holds.add(new Hold(
                        "spec.prerequisites",
                        "FeatureRollout " + name + " has to be at " + needed(stage)
                                + " before it is entered; if it is rolled back, this one goes down first")));
        stage.criteria().forEach(criterion -> holds.add(new Hold(criterion.name(), how(criterion))));
        stage.abstaining()
                .forEach(criterion -> holds.add(new Hold(
                        criterion.name(), "abstains: here is no control left to compare with. It holds nothing")));
        if (stage.criteria().stream()
                .anyMatch(criterion -> criterion.sequential().isPresent())) {
            holds.add(new Hold(
                    "spec.guardrails.onInconclusive",
                    inconclusive(plan.guarantee().onInconclusive())));
        }
        plan.holdDeadline()
                .ifPresent(deadline -> holds.add(new Hold(
                        "spec.holdDeadline",
                        "held for " + DurationText.format(deadline.after()) + ", it "
                                + (deadline.then() == Plan.HoldDeadline.Then.Rollback
                                        ? "rolls back"
                                        : "goes on holding, and says so"))));
        return holds;
    }

    private static String needed(Stage stage) {
        return stage.percentage().isZero() ? "some percentage" : stage.percentage() + " % at least";
    }

    private String how(Criterion criterion) {
        String about = criterion.role() + ", " + criterion.boundText() + ", looked at every "
                + DurationText.format(criterion.interval()) + ": ";
        if (criterion.dryRun()) {
            return about + "reported only (dry run)";
        }
        boolean test = criterion.sequential().isPresent();
        String failing = test ? "when harm is shown" : "after " + failing(criterion);
        return about
                + switch (criterion.role()) {
                    case Guardrail ->
                        (plan.rollback().automatic()
                                        ? "rolls back " + failing
                                        : "holds " + failing + ", as spec.rollback.automatic is false")
                                + "; holds without data" + (test ? "" : " or on a warning");
                    case Signal -> "holds " + failing + ", until it passes again";
                    case Goal -> "has to pass before it goes on";
                };
    }

    private static String failing(Criterion criterion) {
        String row =
                criterion.failureLimit() == 1 ? "a failing look" : criterion.failureLimit() + " failing looks in a row";
        return row
                + criterion
                        .failureBudget()
                        .map(budget -> ", or " + budget + " in all")
                        .orElse("");
    }

    private static String inconclusive(OnInconclusive then) {
        return switch (then) {
            case Hold -> "with too little evidence at the end of the bake time it holds until there is enough";
            case Advance -> "with too little evidence at the end of the bake time it goes on";
            case Rollback -> "with too little evidence at the end of the bake time it rolls back";
        };
    }
}
