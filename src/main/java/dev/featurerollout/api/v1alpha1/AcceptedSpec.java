package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The last valid spec: it goes on being watched while an invalid edit is in place. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcceptedSpec(Long generation, FeatureRolloutSpec spec, List<String> ofClusterTemplates) {}
