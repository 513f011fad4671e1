package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.Argument;
import dev.featurerollout.api.v1alpha1.CompletionSpec;
import dev.featurerollout.api.v1alpha1.ExposureSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.HoldDeadlineSpec;
import dev.featurerollout.api.v1alpha1.PrerequisiteSpec;
import dev.featurerollout.api.v1alpha1.PropagationSpec;
import dev.featurerollout.api.v1alpha1.RollbackSpec;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan.Destination;
import dev.featurerollout.plan.Plan.HoldDeadline;
import dev.featurerollout.plan.Plan.OnDelete;
import dev.featurerollout.plan.Plan.RollbackPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a spec into a {@link Plan}, or into the list of everything that is wrong with it.
 *
 * <p>Repeats every rule of the CRD's schema: an object may be older than the schema.
 */
public final class PlanCompiler {
    private static final Duration DEFAULT_RECOVERY_TIMEOUT = Duration.ofMinutes(10);

    private PlanCompiler() {}

    /** Returns the plan of the rollout {@code namespace/name}, or what is wrong with its spec. */
    public static Compiled compile(String namespace, String name, FeatureRolloutSpec spec) {
        return compile(namespace, name, spec, List.of());
    }

    /** As above; {@code ofClusterTemplates} are the paths of criteria that come from ClusterCriteriaTemplates. */
    static Compiled compile(String namespace, String name, FeatureRolloutSpec spec, List<String> ofClusterTemplates) {
        Problems problems = new Problems();
        if (spec == null) {
            problems.add("spec", "is required: see the first example of the README");
            return new Compiled.Invalid(problems.found());
        }
        List<Audience> audiences = AudienceCompiler.all(spec);
        new AudienceCompiler(problems).requireRecordable(audiences);
        List<FlagTarget> flags = new FlagCompiler(problems).compile(spec.flags(), audiences);
        Map<String, String> variables = variables(namespace, name, flags, spec.args(), problems);
        List<Stage> stages = new StageCompiler(problems, variables, ofClusterTemplates, exposure(spec)).compile(spec);
        requireSayable(spec, flags, stages, problems);
        requireGuards(spec, stages, problems);
        PropagationCompiler propagation = new PropagationCompiler(problems);
        Plan plan = new Plan(
                Optional.ofNullable(spec.revision()).orElse(""),
                Boolean.TRUE.equals(spec.suspend()),
                holdAt(spec.holdAt(), stages, problems),
                rollback(spec.rollback(), problems),
                flags,
                stages,
                variables,
                propagation.delay(spec.propagation()),
                propagation.nudgedPods(spec.propagation()),
                new GuaranteeCompiler(problems).compile(spec.guardrails(), stages),
                prerequisites(name, spec.prerequisites(), problems),
                holdDeadline(spec.holdDeadline(), problems),
                collapse(spec.completion(), flags, stages, problems));
        if (problems.isEmpty()) {
            return new Compiled.Valid(plan);
        }
        boolean understood = !flags.isEmpty() && !stages.isEmpty();
        return new Compiled.Invalid(problems.found(), understood ? Optional.of(plan) : Optional.empty());
    }

    private static Map<String, String> variables(
            String namespace, String name, List<FlagTarget> flags, List<Argument> args, Problems problems) {
        Map<String, String> variables = new HashMap<>();
        variables.put("namespace", namespace);
        variables.put("name", name);
        variables.put(
                "flag", flags.stream().findFirst().flatMap(FlagTarget::flag).orElse(name));
        int index = 0;
        for (Argument arg : Optional.ofNullable(args).orElse(List.of())) {
            String path = "spec.args[" + index++ + "]";
            String key = problems.required(path + ".name", arg.name(), "queries refer to it as $(name)");
            if (StageCompiler.STAGE_VARIABLES.contains(key) || variables.containsKey(key)) {
                problems.add(path + ".name", "\"" + key + "\" is built in or given twice: choose another name");
                continue;
            }
            variables.put(
                    key,
                    problems.required(
                            path + ".value", arg.value(), "an empty value would make a query that matches nothing"));
        }
        return variables;
    }

    private static Optional<ExposureSpec> exposure(FeatureRolloutSpec spec) {
        return Optional.ofNullable(spec.propagation()).map(PropagationSpec::exposure);
    }

    private static void requireSayable(
            FeatureRolloutSpec spec, List<FlagTarget> flags, List<Stage> stages, Problems problems) {
        for (FlagTarget flag : flags) {
            for (Stage stage : stages) {
                requireAdmissible(flag, stage, problems);
                if (!flag.format().canSay(stage.percentage())) {
                    problems.add(
                            spec.ramp() == null ? "spec.stages[" + stage.index() + "].percentage" : "spec.ramp",
                            stage.percentage() + " is finer than format " + flag.format() + " of flag " + flag.name()
                                    + " can say: it knows "
                                    + decimals(flag.format().decimals()));
                    return;
                }
            }
        }
    }

    private static void requireAdmissible(FlagTarget flag, Stage stage, Problems problems) {
        if (stage.admitted().isEmpty() || flag.format().admits(stage.admitted().get())) {
            return;
        }
        String path = "spec.stages[" + stage.index() + "].audience";
        String what = "format " + flag.format() + " of flag " + flag.name();
        if (flag.format().hasAudiences()) {
            problems.add(
                    path + ".attribute",
                    what + " knows users and groups by name only: write " + FlagFormatName.USERS + " or "
                            + FlagFormatName.GROUPS);
        } else {
            problems.add(path, what + " has no rules for some users: remove this stage, or use a format that has");
        }
    }

    private static String decimals(int decimals) {
        return decimals == 0 ? "whole percentages only" : "at most " + decimals + " decimals";
    }

    private static void requireGuards(FeatureRolloutSpec spec, List<Stage> stages, Problems problems) {
        boolean unguarded = stages.stream().allMatch(PlanCompiler::isUnguarded);
        if (unguarded && problems.isEmpty() && !Boolean.TRUE.equals(spec.allowUnguarded())) {
            problems.add(
                    "spec.successCriteria",
                    "there is none, so nothing could ever stop this rollout: add a criterion, or set"
                            + " spec.allowUnguarded: true if time alone shall decide");
        }
    }

    /** That the flag is served says nothing about what it does. */
    private static boolean isUnguarded(Stage stage) {
        return stage.criteria().stream().allMatch(criterion -> criterion.name().equals(ExposureCompiler.NAME));
    }

    private static Optional<Integer> holdAt(String holdAt, List<Stage> stages, Problems problems) {
        if (holdAt == null) {
            return Optional.empty();
        }
        Optional<Integer> index = stages.stream()
                .filter(stage -> stage.name().equals(holdAt))
                .map(Stage::index)
                .findFirst();
        if (index.isEmpty()) {
            problems.add(
                    "spec.holdAt",
                    "\"" + holdAt + "\" is no stage: use one of "
                            + String.join(", ", stages.stream().map(Stage::name).toList()));
        }
        return index;
    }

    private static RollbackPolicy rollback(RollbackSpec spec, Problems problems) {
        if (spec == null) {
            return new RollbackPolicy(false, true, Destination.Original, DEFAULT_RECOVERY_TIMEOUT, OnDelete.Keep);
        }
        return new RollbackPolicy(
                Boolean.TRUE.equals(spec.requested()),
                !Boolean.FALSE.equals(spec.automatic()),
                problems.constant("spec.rollback.to", spec.to(), Destination.Original),
                problems.parse(
                        "spec.rollback.recoveryTimeout",
                        spec.recoveryTimeout(),
                        DEFAULT_RECOVERY_TIMEOUT,
                        DurationText::parse),
                problems.constant("spec.rollback.onDelete", spec.onDelete(), OnDelete.Keep));
    }

    private static List<String> prerequisites(String self, List<PrerequisiteSpec> specs, Problems problems) {
        List<String> names = new ArrayList<>();
        for (PrerequisiteSpec spec : Optional.ofNullable(specs).orElse(List.of())) {
            String path = "spec.prerequisites[" + names.size() + "].name";
            String name = problems.required(path, spec.name(), "a FeatureRollout of this namespace");
            if (name.equals(self)) {
                problems.add(path, "is this rollout itself, which would wait for itself: remove it");
            }
            names.add(name);
        }
        problems.unique("spec.prerequisites[].name", names);
        return names;
    }

    private static boolean collapse(
            CompletionSpec spec, List<FlagTarget> flags, List<Stage> stages, Problems problems) {
        boolean collapse = spec != null && Boolean.TRUE.equals(spec.collapse());
        flags.stream()
                .filter(flag -> collapse && flag.format() == FlagFormatName.Plain)
                .findFirst()
                .ifPresent(plain -> problems.add(
                        "spec.completion.collapse",
                        "format Plain of flag " + plain.name()
                                + " has no form for \"on for everybody\" but the number 100: remove it"));
        stages.stream()
                .reduce((earlier, later) -> later)
                .filter(last -> collapse && last.percentage().isBelow(Percentage.HUNDRED))
                .ifPresent(last -> problems.add(
                        "spec.completion.collapse",
                        "writes \"on for everybody\", but the last stage, " + last.name() + ", is at "
                                + last.percentage() + " %: add a stage at 100 %, or remove it"));
        return collapse;
    }

    private static Optional<HoldDeadline> holdDeadline(HoldDeadlineSpec spec, Problems problems) {
        if (spec == null) {
            return Optional.empty();
        }
        problems.required("spec.holdDeadline.after", spec.after(), "the longest time it may hold, such as 24h");
        Duration after =
                problems.parse("spec.holdDeadline.after", spec.after(), Duration.ofDays(1), DurationText::parse);
        if (after.isZero()) {
            problems.add("spec.holdDeadline.after", spec.after() + " is not above 0: it would end every hold at once");
        }
        return Optional.of(new HoldDeadline(
                after, problems.constant("spec.holdDeadline.then", spec.then(), HoldDeadline.Then.Hold)));
    }
}
