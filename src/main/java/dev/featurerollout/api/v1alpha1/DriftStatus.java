package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** Changes of the flags by others: corrections made, and a lowering that is respected. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DriftStatus(
        Instant awaySince, Integer corrections, Instant firstCorrectionAt, Boolean releasedBySuspend) {}
