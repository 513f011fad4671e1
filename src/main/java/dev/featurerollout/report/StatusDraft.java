package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.AcceptedSpec;
import dev.featurerollout.api.v1alpha1.AttemptStatus;
import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.DriftStatus;
import dev.featurerollout.api.v1alpha1.FailedGuardrailStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import dev.featurerollout.api.v1alpha1.HoldStatus;
import dev.featurerollout.api.v1alpha1.PlannedStage;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.api.v1alpha1.TargetStatus;
import dev.featurerollout.api.v1alpha1.TestStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A status in the making: begins as the last one, field by field. */
final class StatusDraft {
    private static final int HISTORY = 20;

    Long observedGeneration;
    String percentage;
    StageStatus stage;
    TargetStatus target;
    AttemptStatus attempt;
    List<PlannedStage> plan;
    List<CriterionStatus> criteria;
    String criteriaSummary;
    List<TestStatus> tests;
    List<FlagStatus> flags;
    RollbackStatus rollback;
    HoldStatus hold;
    FailedGuardrailStatus failedGuardrail;
    DriftStatus drift;
    AcceptedSpec accepted;
    List<Transition> history;
    Instant nextEvaluationAt;
    List<Condition> conditions;

    static StatusDraft of(FeatureRolloutStatus last) {
        StatusDraft draft = new StatusDraft();
        if (last != null) {
            draft.observedGeneration = last.observedGeneration();
            draft.percentage = last.percentage();
            draft.stage = last.stage();
            draft.target = last.target();
            draft.attempt = last.attempt();
            draft.plan = last.plan();
            draft.criteria = last.criteria();
            draft.criteriaSummary = last.criteriaSummary();
            draft.tests = last.tests();
            draft.flags = last.flags();
            draft.rollback = last.rollback();
            draft.hold = last.hold();
            draft.failedGuardrail = last.failedGuardrail();
            draft.drift = last.drift();
            draft.accepted = last.accepted();
            draft.history = last.history();
            draft.nextEvaluationAt = last.nextEvaluationAt();
            draft.conditions = last.conditions();
        }
        return draft;
    }

    void record(Transition transition) {
        List<Transition> all = new ArrayList<>(history == null ? List.of() : history);
        all.add(transition);
        history = List.copyOf(all.subList(Math.max(0, all.size() - HISTORY), all.size()));
    }

    private String message() {
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(condition -> condition.type().equals("Ready"))
                        .map(condition -> ShortMessage.of(condition.message()))
                        .findFirst()
                        .orElse(null);
    }

    /** Returns the status, which the schema of the CRD allows whatever the texts in it are. */
    FeatureRolloutStatus finish() {
        return new FeatureRolloutStatus(
                observedGeneration,
                message(),
                percentage,
                stage,
                target,
                attempt,
                plan,
                StatusLimits.criteria(criteria),
                criteriaSummary,
                tests,
                flags,
                StatusLimits.rollback(rollback),
                StatusLimits.hold(hold),
                StatusLimits.failedGuardrail(failedGuardrail),
                drift,
                accepted,
                StatusLimits.history(history),
                nextEvaluationAt,
                StatusLimits.conditions(conditions));
    }
}
