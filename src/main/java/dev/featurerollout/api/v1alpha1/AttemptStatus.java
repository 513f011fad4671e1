package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/** One walk through the stages. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttemptStatus(
        Long number,
        String revision,
        Instant startedAt,
        Instant finishedAt,
        String outcome,
        List<AudienceSpec> audiences) {}
