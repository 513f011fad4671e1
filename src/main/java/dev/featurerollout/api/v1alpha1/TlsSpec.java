package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** Whom to trust and how to show oneself over TLS. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsSpec(SecretKeyRef caSecretRef, SecretKeyRef certSecretRef, SecretKeyRef keySecretRef) {}
