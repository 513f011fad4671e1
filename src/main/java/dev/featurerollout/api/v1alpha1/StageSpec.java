package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/** One stage: a percentage, or an audience, and how long it must be observed and passing. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageSpec(
        String name,
        @JsonSerialize(using = NumberOrString.class) String percentage,
        AudienceSpec audience,
        String bakeTime,
        List<CriterionSpec> successCriteria) {}
