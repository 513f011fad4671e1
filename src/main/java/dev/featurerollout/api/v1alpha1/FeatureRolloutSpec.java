package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** What the user wants: the flags, the stages, what must hold, and how it goes back. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureRolloutSpec(
        String revision,
        Boolean suspend,
        String holdAt,
        RollbackSpec rollback,
        List<FlagSpec> flags,
        List<StageSpec> stages,
        RampSpec ramp,
        GuardrailsSpec guardrails,
        List<CriterionSpec> successCriteria,
        List<Argument> args,
        PropagationSpec propagation,
        List<PrerequisiteSpec> prerequisites,
        HoldDeadlineSpec holdDeadline,
        CompletionSpec completion,
        Boolean allowUnguarded) {}
