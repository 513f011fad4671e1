package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.api.v1alpha1.RollbackSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import java.util.ArrayList;
import java.util.List;

/** Edits of a spec. */
final class Edits {
    private Edits() {}

    static FeatureRolloutSpec suspend(FeatureRolloutSpec spec, boolean suspend) {
        return with(spec, spec.revision(), suspend, spec.holdAt(), spec.rollback(), spec.stages(), criteria(spec));
    }

    static FeatureRolloutSpec revision(FeatureRolloutSpec spec, String revision) {
        return with(
                spec, revision, spec.suspend(), spec.holdAt(), requested(spec, false), spec.stages(), criteria(spec));
    }

    static FeatureRolloutSpec request(FeatureRolloutSpec spec, boolean requested) {
        return with(
                spec,
                spec.revision(),
                spec.suspend(),
                spec.holdAt(),
                requested(spec, requested),
                spec.stages(),
                criteria(spec));
    }

    private static RollbackSpec requested(FeatureRolloutSpec spec, boolean requested) {
        RollbackSpec was = spec.rollback();
        return new RollbackSpec(requested, was.automatic(), was.to(), was.recoveryTimeout(), was.onDelete());
    }

    static FeatureRolloutSpec automatic(FeatureRolloutSpec spec, boolean automatic) {
        RollbackSpec was = spec.rollback();
        RollbackSpec now =
                new RollbackSpec(was.requested(), automatic, was.to(), was.recoveryTimeout(), was.onDelete());
        return with(spec, spec.revision(), spec.suspend(), spec.holdAt(), now, spec.stages(), criteria(spec));
    }

    static FeatureRolloutSpec holdAt(FeatureRolloutSpec spec, String stage) {
        return with(spec, spec.revision(), spec.suspend(), stage, spec.rollback(), spec.stages(), criteria(spec));
    }

    static FeatureRolloutSpec criteria(FeatureRolloutSpec spec, List<CriterionSpec> criteria) {
        return with(spec, spec.revision(), spec.suspend(), spec.holdAt(), spec.rollback(), spec.stages(), criteria);
    }

    /** Multiplies every bake time. */
    static FeatureRolloutSpec bakeTimes(FeatureRolloutSpec spec, int seconds) {
        List<StageSpec> stages = spec.stages().stream()
                .map(stage -> new StageSpec(
                        stage.name(), stage.percentage(), stage.audience(), seconds + "s", stage.successCriteria()))
                .toList();
        return stages(spec, stages);
    }

    static FeatureRolloutSpec rename(FeatureRolloutSpec spec, int index) {
        List<StageSpec> stages = new ArrayList<>(spec.stages());
        StageSpec was = stages.get(index);
        stages.set(
                index,
                new StageSpec(
                        was.name() + "x", was.percentage(), was.audience(), was.bakeTime(), was.successCriteria()));
        return stages(spec, stages);
    }

    /** Adds a stage before the given one, if there is room for it. */
    static FeatureRolloutSpec insert(FeatureRolloutSpec spec, int index) {
        int before = Integer.parseInt(spec.stages().get(index - 1).percentage());
        int after = Integer.parseInt(spec.stages().get(index).percentage());
        int between = (before + after) / 2;
        if (between == before) {
            return spec;
        }
        List<StageSpec> stages = new ArrayList<>(spec.stages());
        stages.add(index, new StageSpec("s" + between, Integer.toString(between), null, "30s", null));
        return stages(spec, stages);
    }

    static FeatureRolloutSpec remove(FeatureRolloutSpec spec, int index) {
        List<StageSpec> stages = new ArrayList<>(spec.stages());
        stages.remove(index);
        return stages(spec, stages);
    }

    /** Makes the stages wrong: they fall. */
    static FeatureRolloutSpec fallingStages(FeatureRolloutSpec spec) {
        List<StageSpec> stages = new ArrayList<>(spec.stages());
        stages.add(new StageSpec("falling", "1", null, "10s", null));
        return stages(spec, stages);
    }

    private static FeatureRolloutSpec stages(FeatureRolloutSpec spec, List<StageSpec> stages) {
        boolean known = stages.stream().anyMatch(stage -> stage.name().equals(spec.holdAt()));
        return with(
                spec,
                spec.revision(),
                spec.suspend(),
                known ? spec.holdAt() : null,
                spec.rollback(),
                stages,
                criteria(spec));
    }

    static List<CriterionSpec> criteria(FeatureRolloutSpec spec) {
        return spec.successCriteria();
    }

    static CriterionSpec max(CriterionSpec was, String max, int failureLimit) {
        return new CriterionSpec(
                was.name(),
                was.role(),
                was.templateRef(),
                was.args(),
                was.provider(),
                was.query(),
                was.ratio(),
                was.compare(),
                was.bound(),
                max,
                was.min(),
                was.warning(),
                was.baseline(),
                was.samples(),
                was.window(),
                was.interval(),
                failureLimit,
                was.failureBudget(),
                was.noData(),
                was.multipleSeries(),
                was.dryRun());
    }

    /** Gives every flag another name in the rollout, or its former one. */
    static FeatureRolloutSpec renameFlags(FeatureRolloutSpec spec) {
        List<FlagSpec> flags = spec.flags().stream()
                .map(flag -> new FlagSpec(
                        flag.name().endsWith("x") ? flag.name().replace("x", "") : flag.name() + "x",
                        flag.configMapRef(),
                        flag.featureFlagRef(),
                        flag.from(),
                        flag.format(),
                        flag.flag(),
                        flag.variation(),
                        flag.path(),
                        flag.create()))
                .toList();
        return new FeatureRolloutSpec(
                spec.revision(),
                spec.suspend(),
                spec.holdAt(),
                spec.rollback(),
                flags,
                spec.stages(),
                spec.ramp(),
                spec.guardrails(),
                spec.successCriteria(),
                spec.args(),
                spec.propagation(),
                spec.prerequisites(),
                spec.holdDeadline(),
                spec.completion(),
                spec.allowUnguarded());
    }

    private static FeatureRolloutSpec with(
            FeatureRolloutSpec spec,
            String revision,
            Boolean suspend,
            String holdAt,
            RollbackSpec rollback,
            List<StageSpec> stages,
            List<CriterionSpec> criteria) {
        return new FeatureRolloutSpec(
                revision,
                suspend,
                holdAt,
                rollback,
                spec.flags(),
                stages,
                spec.ramp(),
                spec.guardrails(),
                criteria,
                spec.args(),
                spec.propagation(),
                spec.prerequisites(),
                spec.holdDeadline(),
                spec.completion(),
                spec.allowUnguarded());
    }
}
