package dev.featurerollout.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The series of a rollout and its criteria, which leave with it. */
class RolloutMetersTest {
    private static final String CRITERIA =
            "successCriteria: [{name: errors, query: q, max: '0.01'}," + " {name: latency, query: q, min: 1, max: 5}]";
    private static final Outcome DONE = new Outcome(Map.of(), 1, List.of());
    private static final Decision ROLL_BACK =
            new Decision.RollBack(new Decision.Cause("GuardrailFailed", Optional.of("errors"), Optional.of("1"), ""));

    private final RolloutMeters meters =
            new RolloutMeters(InstantSource.fixed(Instant.EPOCH), (namespace, name, status) -> {});

    private static Situation saw(Verdict verdict) {
        return Scene.inQuarter().spec(CRITERIA).saw("errors", verdict).situation();
    }

    private List<String> series(String metric) {
        return meters.registry()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .toList();
    }

    @Test
    void aCriterionHasAValueItsBoundsAndOneVerdict() {
        meters.carriedOut(saw(Verdict.Pass), ROLL_BACK, Outcome.untouched(Map.of()));
        meters.carriedOut(saw(Verdict.Fail), ROLL_BACK, Outcome.untouched(Map.of()));

        String rollout = "name=\"new-checkout\",namespace=\"shop\"";
        assertThat(series("featurerollout_criterion_value"))
                .containsExactly("featurerollout_criterion_value{criterion=\"errors\"," + rollout + "} 0.02");
        assertThat(series("featurerollout_criterion_bound"))
                .containsExactlyInAnyOrder(
                        "featurerollout_criterion_bound{bound=\"max\",criterion=\"errors\"," + rollout + "} 0.01",
                        "featurerollout_criterion_bound{bound=\"max\",criterion=\"latency\"," + rollout + "} 5.0",
                        "featurerollout_criterion_bound{bound=\"min\",criterion=\"latency\"," + rollout + "} 1.0");
        assertThat(series("featurerollout_criterion_verdict"))
                .containsExactly(
                        "featurerollout_criterion_verdict{criterion=\"errors\"," + rollout + ",verdict=\"Fail\"} 1.0");
    }

    @Test
    void rollbacksAreCountedForEachRollout() {
        meters.carriedOut(saw(Verdict.Fail), ROLL_BACK, DONE);

        assertThat(series("featurerollout_rollbacks_total"))
                .containsExactly("featurerollout_rollbacks_total{name=\"new-checkout\",namespace=\"shop\","
                        + "reason=\"GuardrailFailed\"} 1.0");
    }

    @Test
    void anAttemptIsActiveUntilItHasAnOutcome() {
        meters.stands("shop", "a", status("attempt: {number: 1}"));
        meters.stands("shop", "b", status("attempt: {number: 1, outcome: Completed}"));
        meters.stands("shop", "c", status("percentage: 0"));

        assertThat(series("featurerollout_attempt_active"))
                .containsExactlyInAnyOrder(
                        "featurerollout_attempt_active{name=\"a\",namespace=\"shop\"} 1.0",
                        "featurerollout_attempt_active{name=\"b\",namespace=\"shop\"} 0.0",
                        "featurerollout_attempt_active{name=\"c\",namespace=\"shop\"} 0.0");
    }

    private static FeatureRolloutStatus status(String yaml) {
        return Serialization.unmarshal(yaml, FeatureRolloutStatus.class);
    }

    @Test
    void allOfItLeavesWithTheRollout() {
        meters.carriedOut(saw(Verdict.Fail), ROLL_BACK, DONE);
        meters.stands("shop", "new-checkout", status("percentage: 25"));

        meters.gone("shop", "new-checkout");

        assertThat(meters.registry().scrape()).doesNotContain("new-checkout");
    }
}
