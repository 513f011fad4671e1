package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** The most that the rollouts of one namespace can ask of an endpoint. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NamespaceLimitsSpec(Integer maxQueriesPerSecond, Integer maxSeries, String maxRange) {}
