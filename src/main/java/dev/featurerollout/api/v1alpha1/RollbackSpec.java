package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** When the flags go back, to what, and what deleting the FeatureRollout does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RollbackSpec(Boolean requested, Boolean automatic, String to, String recoveryTimeout, String onDelete) {}
