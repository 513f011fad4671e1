package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** The inner bounds: beyond them, but inside max and min, the rollout holds. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WarningSpec(
        @JsonSerialize(using = NumberOrString.class) String max,
        @JsonSerialize(using = NumberOrString.class) String min) {}
