package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** One flag that the attempt moves: where it is, whom it reaches, and what restores it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlagStatus(
        String name,
        ConfigMapRef configMapRef,
        FeatureFlagRef featureFlagRef,
        ConfigMapRef from,
        String format,
        String flag,
        String variation,
        String path,
        Boolean create,
        @JsonSerialize(using = NumberOrString.class) String percentage,
        Integer audiences,
        String resourceVersion,
        OriginalFlag original) {}
