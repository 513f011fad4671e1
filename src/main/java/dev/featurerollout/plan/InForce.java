package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan that counts: the spec's own, or while that is wrong the last one that was valid.
 *
 * <p>What stops a rollout is heard in a wrong spec too: {@code suspend} and {@code rollback.requested}.
 *
 * @param plan empty if there never was a valid one
 * @param problems what is wrong with the spec as it stands; empty when its own plan is in force
 * @param expansion of the spec as it stands
 */
public record InForce(Optional<Plan> plan, List<Problem> problems, Expansion expansion) {

    /** Returns the plan in force for a rollout that refers to no templates. */
    public static InForce of(String namespace, String name, FeatureRolloutSpec spec, FeatureRolloutStatus status) {
        return of(namespace, name, spec, status, Templates.NONE);
    }

    /** Returns the plan in force for a rollout. */
    public static InForce of(
            String namespace, String name, FeatureRolloutSpec spec, FeatureRolloutStatus status, Templates templates) {
        Optional<Plan> before = accepted(namespace, name, status);
        Expansion expansion = TemplateExpansion.expand(namespace, name, spec, templates);
        Compiled compiled = PlanCompiler.compile(namespace, name, expansion.spec(), expansion.ofClusterTemplates());
        List<Problem> problems = new ArrayList<>(expansion.problems());
        if (compiled instanceof Compiled.Invalid invalid) {
            invalid.problems().forEach(problem -> problems.add(expansion.located(problem)));
        } else if (problems.isEmpty()) {
            Plan plan = ((Compiled.Valid) compiled).plan();
            before.map(old -> edits(old, plan, Progress.of(status)))
                    .orElse(List.of())
                    .forEach(problem -> problems.add(expansion.located(problem)));
            if (problems.isEmpty()) {
                return new InForce(Optional.of(plan), List.of(), expansion);
            }
        }
        return new InForce(before.map(old -> stopped(old, spec)), List.copyOf(problems), expansion);
    }

    public boolean isValid() {
        return problems.isEmpty();
    }

    private static Optional<Plan> accepted(String namespace, String name, FeatureRolloutStatus status) {
        if (status == null || status.accepted() == null) {
            return Optional.empty();
        }
        List<String> ofClusterTemplates =
                Optional.ofNullable(status.accepted().ofClusterTemplates()).orElse(List.of());
        return switch (PlanCompiler.compile(namespace, name, status.accepted().spec(), ofClusterTemplates)) {
            case Compiled.Valid valid -> Optional.of(valid.plan());
            // It was valid when it was accepted: a later version with stricter checks goes on guarding it.
            case Compiled.Invalid invalid -> invalid.understood();
        };
    }

    private static Plan stopped(Plan plan, FeatureRolloutSpec spec) {
        boolean suspended = spec != null && Boolean.TRUE.equals(spec.suspend());
        boolean requested = spec != null
                && spec.rollback() != null
                && Boolean.TRUE.equals(spec.rollback().requested());
        return plan.stopped(suspended, requested);
    }

    /** Returns what a valid spec may not change while an attempt is under way. */
    private static List<Problem> edits(Plan before, Plan after, Progress progress) {
        if (!progress.isActive()) {
            return List.of();
        }
        if (!before.flags().equals(after.flags())) {
            return List.of(new Problem(
                    "spec.flags",
                    "cannot change in the middle of an attempt, whose rollback must restore what it changed: put them"
                            + " back, or end the attempt first, with spec.rollback.requested"));
        }
        if (!progress.attempt().orElseThrow().revision().equals(after.revision())) {
            return List.of();
        }
        if (!SequentialTests.of(before).equals(SequentialTests.of(after))) {
            return List.of(new Problem(
                    "spec.successCriteria",
                    "compare, bound, the args in them, and spec.guardrails.falseRollbackChance cannot change"
                            + " in the middle of an attempt: what they promise is about the whole of it; put them"
                            + " back, or set a new spec.revision"));
        }
        return progress.stage()
                .flatMap(entered -> progress.confirmed())
                .filter(now -> after.first().reach().isAbove(now))
                .map(now -> List.of(new Problem(
                        "spec.stages",
                        "all begin above the " + now + " that was reached, so it could not go on without a jump: keep"
                                + " a stage at or below it, or set a new spec.revision")))
                .orElse(List.of());
    }
}
