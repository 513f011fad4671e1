package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CompletionSpec;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.HoldDeadlineSpec;
import dev.featurerollout.api.v1alpha1.PropagationSpec;
import dev.featurerollout.api.v1alpha1.RampSpec;
import dev.featurerollout.api.v1alpha1.RollbackSpec;
import dev.featurerollout.api.v1alpha1.StageSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rollout of a history as it is first applied.
 *
 * @param bakeTimes in seconds, one for each percentage
 * @param everywhere criteria of the whole rollout; {@code lastStage} those of the last stage beside them
 * @param holdDeadline in seconds; null for none
 */
record Setup(
        List<FlagSetup> flags,
        List<Integer> percentages,
        List<Integer> bakeTimes,
        boolean ramp,
        List<CriterionSetup> everywhere,
        List<CriterionSetup> lastStage,
        int delay,
        Integer holdDeadline,
        String deadlineThen,
        boolean automatic,
        String to,
        boolean collapse) {

    Setup withoutAutomaticRollback() {
        return new Setup(
                flags,
                percentages,
                bakeTimes,
                ramp,
                everywhere,
                lastStage,
                delay,
                holdDeadline,
                deadlineThen,
                false,
                to,
                collapse);
    }

    FeatureRollout rollout(String name) {
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(
                new ObjectMetaBuilder().withNamespace("shop").withName(name).build());
        rollout.setSpec(spec());
        return rollout;
    }

    FeatureRolloutSpec spec() {
        return new FeatureRolloutSpec(
                "r0",
                null,
                null,
                new RollbackSpec(null, automatic ? null : false, to, "3m", null),
                flags.stream().map(FlagSetup::spec).toList(),
                ramp ? null : stages(),
                ramp ? new RampSpec("Exponential", "7", "90", "4", null, bakeTimes.get(0) + "s", null) : null,
                null,
                specs(everywhere),
                null,
                new PropagationSpec(delay + "s", null, null, null),
                null,
                holdDeadline == null ? null : new HoldDeadlineSpec(holdDeadline + "s", deadlineThen),
                collapses() ? new CompletionSpec(true) : null,
                true);
    }

    /** Only where it is allowed. */
    private boolean collapses() {
        return collapse
                && !ramp
                && percentages.get(percentages.size() - 1) == 100
                && flags.stream().allMatch(FlagSetup::flagd);
    }

    private List<StageSpec> stages() {
        List<StageSpec> stages = new ArrayList<>();
        for (int i = 0; i < percentages.size(); i++) {
            boolean last = i == percentages.size() - 1;
            stages.add(new StageSpec(
                    "s" + percentages.get(i),
                    percentages.get(i).toString(),
                    null,
                    bakeTimes.get(i) + "s",
                    last ? specs(lastStage) : null));
        }
        return stages;
    }

    private static List<CriterionSpec> specs(List<CriterionSetup> criteria) {
        return criteria.stream().map(CriterionSetup::spec).toList();
    }

    /** Returns the ConfigMaps as they are before the rollout. */
    List<ConfigMap> configMaps() {
        Map<String, List<FlagSetup>> byName = new LinkedHashMap<>();
        flags.forEach(flag -> byName.computeIfAbsent(flag.configMapName(), n -> new ArrayList<>())
                .add(flag));
        return byName.entrySet().stream()
                .map(entry -> configMap(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ConfigMap configMap(String name, List<FlagSetup> flags) {
        String json =
                flags.stream().filter(FlagSetup::flagd).map(FlagSetup::line).collect(Collectors.joining(",\n"));
        String yaml = flags.stream()
                .filter(flag -> !flag.flagd())
                .map(FlagSetup::line)
                .collect(Collectors.joining());
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .addToLabels("featurerollout.dev/flags", "true")
                .endMetadata()
                .addToData("flags.json", "{ \"flags\": {\n" + json + "\n} ,\t\"metadata\": {} }\n\n")
                .addToData("numbers.yaml", "# numbers\nother:  1\nshares:\n" + yaml + "rest: [ 1,2 ]")
                .addToData("unrelated", "f0: 5\n")
                .build();
    }

    @Override
    public String toString() {
        String stages = ramp
                ? "ramp 7..90 x4, bake " + bakeTimes.get(0) + "s"
                : Stream.iterate(0, i -> i < percentages.size(), i -> i + 1)
                        .map(i -> percentages.get(i) + " % bake " + bakeTimes.get(i) + "s")
                        .collect(Collectors.joining(", "));
        return "  flags: " + flags + "\n  stages: " + stages + ", delay " + delay + "s\n  criteria: " + everywhere
                + (lastStage.isEmpty() ? "" : ", in the last stage " + lastStage)
                + (holdDeadline == null ? "" : "\n  holdDeadline " + holdDeadline + "s then " + deadlineThen)
                + (automatic ? "" : "\n  automatic: false") + "\n  rollback to " + to
                + (collapses() ? ", collapse" : "");
    }
}
