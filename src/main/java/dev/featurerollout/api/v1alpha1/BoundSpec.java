package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** A sequential test against a fixed rate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BoundSpec(
        String bad,
        String of,
        @JsonSerialize(using = NumberOrString.class) String rate,
        String bursts,
        @JsonSerialize(using = NumberOrString.class) String weight) {}
