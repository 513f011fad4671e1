package dev.featurerollout.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.featureflag.FeatureFlagStore;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.measure.TimelineMetrics;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.PlanCompiler;
import dev.featurerollout.rehearse.Account;
import dev.featurerollout.rehearse.Rehearsal;
import dev.featurerollout.support.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    static List<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itsRolloutsAreUnderstood(Example example) {
        assertThat(example.rollouts())
                .isNotEmpty()
                .allSatisfy(rollout -> assertThat(compile(rollout)).isInstanceOf(Compiled.Valid.class));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itsFlagsAreThereAndOff(Example example) throws FlagProblem {
        ConfigMap configMap = example.configMap();
        for (FeatureRollout rollout : example.rollouts()) {
            for (FlagTarget named : plan(rollout).flags()) {
                boolean generated = named.from().isPresent();
                FlagTarget flag = generated ? named.inBase() : named;
                assertThat(configMap.getMetadata().getLabels())
                        .containsEntry(FlagLabel.KEY, generated ? "base" : "true");
                assertThat(flag.holder())
                        .isEqualTo(Holder.configMap(configMap.getMetadata().getName()));
                String document = configMap.getData().get(flag.key());
                assertThat(Formats.of(flag.format()).read(document, flag).percentage())
                        .isEqualTo(Percentage.ZERO);
            }
        }
    }

    @Test
    void theQuickOneCompletesInThreeMinutes() {
        Instant start = Instant.parse("2026-11-22T09:00:00Z");
        TimelineMetrics metrics = new TimelineMetrics();
        metrics.series("min(up{job=\"checkout\"})").from(start.minusSeconds(60), 1);
        FeatureRollout rollout =
                new Example(Path.of("examples/quick")).rollouts().get(0);

        Account account = new Rehearsal("shop", "new-banner", rollout.getSpec(), metrics)
                .play(start, start.plus(Duration.ofHours(1)));

        assertThat(account.end()).isInstanceOf(Account.Completed.class);
        assertThat(account.length()).isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void theFeatureFlagIsThereAndOff() throws FlagProblem {
        Example example = new Example(Path.of("examples/openfeature-operator"));
        GenericKubernetesResource featureFlag = Serialization.unmarshal(
                Serialization.asJson(Manifests.json(example.folder().resolve("featureflag.yaml"))),
                GenericKubernetesResource.class);
        FeatureRollout rollout = Serialization.unmarshal(
                Serialization.asJson(Manifests.json(example.folder().resolve("rollout.yaml"))), FeatureRollout.class);
        FlagTarget flag = plan(rollout).flags().get(0);
        assertThat(flag.holder())
                .isEqualTo(Holder.featureFlag(featureFlag.getMetadata().getName()));
        assertThat(Formats.of(flag)
                        .read(FeatureFlagStore.document(featureFlag, flag), flag)
                        .percentage())
                .isEqualTo(Percentage.ZERO);
    }

    @Test
    void theRampHasTheStagesItsCommentNames() {
        Example ramp = examples().stream()
                .filter(example -> example.toString().equals("ramp"))
                .findFirst()
                .orElseThrow();
        assertThat(plan(ramp.rollouts().get(0)).stages())
                .extracting(Stage::percentage)
                .hasToString("[1, 2, 4, 8, 16, 32, 64, 100]");
    }

    private static Plan plan(FeatureRollout rollout) {
        return ((Compiled.Valid) compile(rollout)).plan();
    }

    private static Compiled compile(FeatureRollout rollout) {
        return PlanCompiler.compile("shop", rollout.getMetadata().getName(), rollout.getSpec());
    }
}
