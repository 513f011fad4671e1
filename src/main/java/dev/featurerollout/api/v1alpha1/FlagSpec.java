package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** One flag in one ConfigMap, or one FeatureFlag of the OpenFeature Operator, of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlagSpec(
        String name,
        ConfigMapRef configMapRef,
        FeatureFlagRef featureFlagRef,
        ConfigMapRef from,
        String format,
        String flag,
        String variation,
        String path,
        Boolean create) {}
