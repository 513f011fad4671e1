package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** What the sequential tests of a rollout promise together. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardrailsSpec(
        @JsonSerialize(using = NumberOrString.class) String falseRollbackChance,
        @JsonSerialize(using = NumberOrString.class) String missedHarmChance,
        Boolean advanceEarly,
        String minBakeTime,
        @JsonSerialize(using = NumberOrString.class) String maxExtraErrors,
        String onInconclusive) {}
