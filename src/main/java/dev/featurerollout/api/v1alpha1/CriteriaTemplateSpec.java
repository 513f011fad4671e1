package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Criteria for many rollouts, what they need to be told, and what a rollout may change of them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CriteriaTemplateSpec(
        String description, List<TemplateArgument> args, List<String> overridable, List<CriterionSpec> criteria) {}
