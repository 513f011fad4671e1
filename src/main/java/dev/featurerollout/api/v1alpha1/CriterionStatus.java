package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/** The last verdict of a criterion, with its evidence. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CriterionStatus(
        String name,
        String role,
        String verdict,
        String value,
        String bound,
        Instant at,
        String query,
        String message,
        Integer failuresInRow,
        Integer failures,
        Instant answeredThrough,
        List<PassingSpan> passing,
        EvidenceStatus evidence) {}
