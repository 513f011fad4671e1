package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;

/** What the rollout does, why, on what evidence, and when it looks again. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureRolloutStatus(
        Long observedGeneration,
        String message,
        @JsonSerialize(using = NumberOrString.class) String percentage,
        StageStatus stage,
        TargetStatus target,
        AttemptStatus attempt,
        List<PlannedStage> plan,
        List<CriterionStatus> criteria,
        String criteriaSummary,
        List<TestStatus> tests,
        List<FlagStatus> flags,
        RollbackStatus rollback,
        HoldStatus hold,
        FailedGuardrailStatus failedGuardrail,
        DriftStatus drift,
        AcceptedSpec accepted,
        List<Transition> history,
        Instant nextEvaluationAt,
        List<Condition> conditions) {}
