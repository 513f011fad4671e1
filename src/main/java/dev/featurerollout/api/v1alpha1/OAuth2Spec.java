package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** A token from an authorization server, by OAuth 2 client credentials. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OAuth2Spec(
        String tokenUrl, String clientId, SecretKeyRef clientSecretRef, List<String> scopes, String audience) {}
