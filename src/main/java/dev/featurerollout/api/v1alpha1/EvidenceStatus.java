package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** What a sequential test has come to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvidenceStatus(
        String capital,
        String neededCapital,
        String safeCapital,
        String neededSafeCapital,
        String ratio,
        String ratioLow,
        String ratioHigh,
        String burstSize,
        String seen,
        String missing) {}
