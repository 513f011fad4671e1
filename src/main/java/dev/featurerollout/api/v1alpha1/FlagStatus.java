package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** One flag as it was last read, and what restores it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlagStatus(
        String name,
        String place,
        @JsonSerialize(using = NumberOrString.class) String percentage,
        Integer audiences,
        String resourceVersion,
        OriginalFlag original) {}
