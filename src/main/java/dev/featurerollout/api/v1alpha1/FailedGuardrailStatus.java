package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** A guardrail that failed while {@code spec.rollback.automatic} was false, until a person has decided. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailedGuardrailStatus(
        String criterion, String value, String message, Instant since, Long generation, Boolean acknowledged) {}
