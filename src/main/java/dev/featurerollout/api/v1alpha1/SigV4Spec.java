package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** An access key for Amazon's managed Prometheus. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SigV4Spec(
        String region,
        SecretKeyRef accessKeyIdSecretRef,
        SecretKeyRef secretAccessKeySecretRef,
        SecretKeyRef sessionTokenSecretRef) {}
