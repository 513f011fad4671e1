package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;

/** Why and when the flags went back, and whether it helped. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RollbackStatus(
        String reason,
        String criterion,
        String value,
        String message,
        @JsonSerialize(using = NumberOrString.class) String from,
        Integer audiences,
        Instant decidedAt,
        Instant patchedAt,
        Instant verifiedAt,
        String outcome) {}
