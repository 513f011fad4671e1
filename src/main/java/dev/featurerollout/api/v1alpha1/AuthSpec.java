package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** How the operator says who it is: exactly one of them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuthSpec(BearerSpec bearer, BasicSpec basic, OAuth2Spec oauth2, SigV4Spec sigV4) {}
