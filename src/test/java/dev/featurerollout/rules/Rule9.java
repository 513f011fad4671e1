package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Nothing changed: nothing is written. */
final class Rule9 extends Witness {
    private static final Set<String> EVIDENCE = Set.of(
            "value",
            "at",
            "query",
            "answeredThrough",
            "passing",
            "baked",
            "bakedThrough",
            "failures",
            "failuresInRow",
            "nextEvaluationAt");

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private boolean actedSinceCompleted = true;

    @Override
    void acted(History.Act act) {
        actedSinceCompleted = true;
    }

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        assertThat(after.getData()).as("written at %s", theatre.instant()).isNotEqualTo(before.getData());
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        assertThat(after).as("status written at %s", theatre.instant()).isNotEqualTo(before);
        if (before == null) {
            return;
        }
        boolean completed = before.rollback() == null
                && before.attempt() != null
                && "Completed".equals(before.attempt().outcome());
        assertThat(completed && !actedSinceCompleted)
                .as("written at %s though it was completed: from %s to %s", theatre.instant(), before, after)
                .isFalse();
        actedSinceCompleted = false;
        if (news(before).equals(news(after))) {
            assertThat(Duration.between(newestEvidence(before), newestEvidence(after)))
                    .as("what a write without news adds, at %s, from %s to %s", theatre.instant(), before, after)
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
    }

    private static Instant newestEvidence(FeatureRolloutStatus status) {
        Stream<Instant> looks = status.criteria().stream().map(CriterionStatus::at);
        return Stream.concat(Stream.ofNullable(status.stage()).map(StageStatus::bakedThrough), looks)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Returns what a status tells apart from the progress of evidence. */
    private static JsonNode news(FeatureRolloutStatus status) {
        JsonNode json = JSON.convertValue(status, ObjectNode.class);
        strip(json);
        return json;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(EVIDENCE);
            if (object.has("message")) {
                object.put("message", object.get("message").asText().replaceAll("[0-9][0-9.:TZhms-]*", "#"));
            }
        }
        node.forEach(Rule9::strip);
    }
}
