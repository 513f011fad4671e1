package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** The stage the flags are in. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageStatus(
        String name,
        Integer index,
        Instant enteredAt,
        Instant effectiveAt,
        String baked,
        Instant bakedThrough,
        Instant bakedAt) {}
