package dev.featurerollout.gitops;

import static dev.featurerollout.decide.Scene.inQuarter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.decide.Scene;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.report.StatusProjection;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** FeatureRollouts in every situation that GitOps tools meet, by name, as the operator's own code reports them. */
final class Situations {
    static final String NOT_SEEN = "not-seen";
    static final String RUNNING = "progressing";
    static final String SUSPENDED = "suspended";
    static final String HELD = "hold-at-reached";
    static final String COMPLETED = "completed";
    static final String ROLLED_BACK = "rolled-back";
    static final String ROLLED_BACK_ON_REQUEST = "rolled-back-on-request";

    private static final String ERRORS = "successCriteria: [{name: errors, query: q, max: '0.01'}]";
    private static final Decision.RollBack GUARDRAIL = new Decision.RollBack(new Decision.Cause(
            "GuardrailFailed",
            Optional.of("errors"),
            Optional.of("0.02"),
            "guardrail errors failed in stage quarter (25 %): 0.02 is above max 0.01"));

    private Situations() {}

    /** Returns each rollout under the name of its situation. */
    static Map<String, JsonNode> all() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        all.put("created", rollout(inQuarter(), null));
        all.put(NOT_SEEN, unseen());
        all.put("pending", stays(Reason.Pending, "waits for its window"));
        all.put(RUNNING, decided(inQuarter()));
        all.put("holding", decided(inQuarter().spec(ERRORS).saw("errors", Verdict.Warning)));
        all.put("lowered", decided(inQuarter().flag("a", "5")));
        all.put("awaiting-approval", stays(Reason.AwaitingApproval, "stage all needs an approval"));
        all.put(SUSPENDED, decided(inQuarter().spec("suspend: true")));
        all.put(HELD, decided(inQuarter().spec("holdAt: quarter").baked(10)));
        all.put(COMPLETED, reported(inQuarter(), new Decision.Complete("Completed at 100 %", "", Map.of()), List.of()));
        all.put("rolling-back", reported(inQuarter(), GUARDRAIL, List.of("ConfigMap one could not be changed")));
        all.put(ROLLED_BACK, reported(inQuarter().flag("a", "0"), GUARDRAIL, List.of()));
        all.put(
                ROLLED_BACK_ON_REQUEST,
                decided(inQuarter().spec("rollback: {requested: true}").flag("a", "0")));
        all.put("invalid-spec", stays(Reason.InvalidSpec, "spec.stages: percentages must rise"));
        all.put("flag-not-found", decided(inQuarter().unreadable("a")));
        all.put("invalid-query", decided(inQuarter().spec(ERRORS).saw("errors", Verdict.Invalid)));
        all.put("flag-contested", decided(contested()));
        all.put("edited-meanwhile", edited(decided(inQuarter())));
        all.put("being-deleted", deleted(decided(inQuarter().spec("rollback: {onDelete: Restore}"))));
        return all;
    }

    private static Scene contested() {
        return inQuarter().flag("a", "50").status("drift: {corrections: 3, firstCorrectionAt: '2026-11-22T12:15:00Z'}");
    }

    private static JsonNode decided(Scene scene) {
        return reported(scene, scene.decision(), List.of());
    }

    /** What no rule decides yet, but the report can say. */
    private static JsonNode stays(Reason reason, String message) {
        return reported(inQuarter(), new Stay(reason, message), List.of());
    }

    private static JsonNode reported(Scene scene, Decision decision, List<String> failures) {
        Situation situation = scene.situation();
        Outcome outcome = new Outcome(situation.snapshot().flags(), 0, failures);
        return rollout(scene, StatusProjection.next(situation, decision, outcome, situation.now()));
    }

    /** As the API server stores a new one: the CRD has this default. */
    private static JsonNode unseen() {
        ObjectNode rollout = (ObjectNode) rollout(inQuarter(), null);
        rollout.putObject("status").put("observedGeneration", -1);
        return rollout;
    }

    private static JsonNode edited(JsonNode rollout) {
        ((ObjectNode) rollout.get("metadata")).put("generation", 2);
        return rollout;
    }

    private static JsonNode deleted(JsonNode rollout) {
        ObjectNode metadata = (ObjectNode) rollout.get("metadata");
        metadata.put("deletionTimestamp", "2026-11-22T12:20:00Z");
        metadata.putArray("finalizers").add("featurerollout.dev/restore-flags");
        return rollout;
    }

    private static JsonNode rollout(Scene scene, FeatureRolloutStatus status) {
        FeatureRolloutSpec spec = scene.situation().snapshot().spec();
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(new ObjectMetaBuilder()
                .withName("new-checkout")
                .withNamespace("shop")
                .withGeneration(1L)
                .build());
        rollout.setSpec(spec);
        rollout.setStatus(status);
        return Serialization.unmarshal(Serialization.asJson(rollout), JsonNode.class);
    }

    /** Returns the reason of the Ready condition; empty if there is none. */
    static Optional<Reason> reason(JsonNode rollout) {
        return ready(rollout)
                .map(condition -> Reason.valueOf(condition.get("reason").asText()));
    }

    static Optional<String> message(JsonNode rollout) {
        return ready(rollout).map(condition -> condition.get("message").asText());
    }

    private static Optional<JsonNode> ready(JsonNode rollout) {
        for (JsonNode condition : rollout.at("/status/conditions")) {
            if (condition.get("type").asText().equals("Ready")) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }
}
