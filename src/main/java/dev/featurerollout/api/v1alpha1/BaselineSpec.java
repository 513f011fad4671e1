package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** Another number that a criterion is held against. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BaselineSpec(
        String query,
        @JsonSerialize(using = NumberOrString.class) String maxIncrease,
        @JsonSerialize(using = NumberOrString.class) String maxDecrease) {}
