package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.ExposureSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.RampSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import dev.featurerollout.model.Audience;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads {@code spec.stages} or {@code spec.ramp}, and the criteria that hold in each stage. */
final class StageCompiler {
    /** Variables of queries that the stage and the look give. */
    static final Set<String> STAGE_VARIABLES = Set.of("stage", "percentage", "window", "interval", "elapsed");

    private static final String LONGEST_STAGE_VALUE = "x".repeat(63);

    /** Stages of one rollout. */
    static final int MOST = 50;

    private final Problems problems;
    private final CriterionCompiler criteria;
    private final ExposureCompiler exposure;

    /** @param variables the values of those that are the same in all stages */
    StageCompiler(
            Problems problems,
            Map<String, String> variables,
            List<String> ofClusterTemplates,
            Optional<ExposureSpec> exposure) {
        this.problems = problems;
        Map<String, String> known = new TreeMap<>(variables);
        STAGE_VARIABLES.forEach(name -> known.put(name, LONGEST_STAGE_VALUE));
        this.criteria = new CriterionCompiler(problems, known, ofClusterTemplates);
        this.exposure = new ExposureCompiler(problems, criteria::query, exposure);
    }

    List<Stage> compile(FeatureRolloutSpec spec) {
        List<Criterion> everywhere = criteria.compile("spec.successCriteria", spec.successCriteria());
        problems.unique(
                "spec.successCriteria[].name",
                everywhere.stream().map(Criterion::name).toList());
        boolean hasStages = spec.stages() != null && !spec.stages().isEmpty();
        if (hasStages == (spec.ramp() != null)) {
            problems.add(
                    hasStages ? "spec.ramp" : "spec.stages",
                    hasStages ? "cannot stand beside spec.stages: remove one" : "is required, or spec.ramp instead");
            return List.of();
        }
        List<Stage> stages = hasStages ? listed(spec.stages(), everywhere) : ramped(spec.ramp(), everywhere);
        if (stages.size() > MOST) {
            problems.add("spec.stages", "has " + stages.size() + " stages; the most is " + MOST);
        }
        problems.unique("spec.stages[].name", stages.stream().map(Stage::name).toList());
        problems.unique(
                "spec.stages[].audience",
                stages.stream()
                        .flatMap(stage -> stage.admitted().stream())
                        .map(Audience::toString)
                        .toList());
        return stages;
    }

    private List<Stage> listed(List<StageSpec> specs, List<Criterion> everywhere) {
        List<Stage> stages = new ArrayList<>();
        Percentage before = Percentage.ZERO;
        int audiences = 0;
        for (StageSpec spec : specs) {
            String path = "spec.stages[" + stages.size() + "]";
            List<Criterion> own = criteria.compile(path + ".successCriteria", spec.successCriteria());
            List<Criterion> all =
                    Stream.concat(everywhere.stream(), own.stream()).toList();
            problems.unique(
                    path + ".successCriteria[].name",
                    all.stream().map(Criterion::name).toList());
            Optional<Audience> admitted = admitted(path, spec);
            Percentage percentage =
                    admitted.isPresent() ? before : increasing(path + ".percentage", spec.percentage(), before);
            before = percentage;
            audiences += admitted.isPresent() ? 1 : 0;
            stages.add(stage(
                    stages.size(),
                    problems.required(path + ".name", spec.name(), "a short name for this stage"),
                    new Reach(audiences, percentage),
                    admitted,
                    bakeTime(path + ".bakeTime", spec.bakeTime()),
                    all));
        }
        return stages;
    }

    private Optional<Audience> admitted(String path, StageSpec spec) {
        if (spec.audience() == null) {
            return Optional.empty();
        }
        if (spec.percentage() != null) {
            problems.add(
                    path,
                    "is a stage of an audience and of a percentage, which are two steps: give each a stage of its own");
        }
        return Optional.of(new AudienceCompiler(problems).compile(path + ".audience", spec.audience()));
    }

    private Percentage increasing(String path, String value, Percentage before) {
        problems.required(path, value, "a share of the users, such as 5 or \"0.5\", or audience instead");
        Optional<Percentage> parsed = problems.parse(path, value, Percentage::parse);
        if (parsed.isPresent() && !parsed.get().isAbove(before)) {
            problems.add(
                    path,
                    parsed.get() + " is not above " + before + (before.isZero() ? "" : " of the stage before")
                            + ": percentages must be strictly increasing");
        }
        return parsed.orElse(before);
    }

    private Duration bakeTime(String path, String value) {
        problems.required(path, value, "how long this percentage must be observed and passing, such as 10m");
        return problems.parse(path, value, Duration.ZERO, DurationText::parse);
    }

    private List<Stage> ramped(RampSpec spec, List<Criterion> everywhere) {
        Duration bakeTime = bakeTime("spec.ramp.bakeTime", spec.bakeTime());
        Duration finalBakeTime =
                problems.parse("spec.ramp.finalBakeTime", spec.finalBakeTime(), bakeTime, DurationText::parse);
        List<Percentage> percentages = new Ramp(problems).expand(spec);
        List<Stage> stages = new ArrayList<>();
        for (Percentage percentage : percentages) {
            boolean last = stages.size() == percentages.size() - 1;
            stages.add(stage(
                    stages.size(),
                    percentage + "-percent",
                    Reach.of(percentage),
                    Optional.empty(),
                    last ? finalBakeTime : bakeTime,
                    everywhere));
        }
        return stages;
    }

    private Stage stage(
            int index, String name, Reach reach, Optional<Audience> admitted, Duration bakeTime, List<Criterion> all) {
        List<Criterion> watched = new ArrayList<>(all);
        // How much of the traffic an audience makes is not known beforehand.
        Optional<Criterion> exposed = admitted.isPresent() ? Optional.empty() : exposure.of(reach.percentage());
        exposed.ifPresent(signal -> {
            watched.add(signal);
            problems.unique(
                    "spec.successCriteria[].name",
                    watched.stream().map(Criterion::name).toList());
        });
        Predicate<Criterion> hasNothingToSay = criterion -> reach.percentage().equals(Percentage.HUNDRED)
                && criterion
                        .sequential()
                        .filter(test -> test.design().cohorts().isPresent())
                        .isPresent();
        return new Stage(
                index,
                name,
                reach.audiences(),
                admitted,
                reach.percentage(),
                bakeTime,
                watched.stream().filter(hasNothingToSay.negate()).toList(),
                watched.stream().filter(hasNothingToSay).toList());
    }
}
