package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** A stage as it was understood, ramps expanded. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedStage(
        String name,
        @JsonSerialize(using = NumberOrString.class) String percentage,
        AudienceSpec audience,
        String bakeTime) {}
