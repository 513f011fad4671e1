package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** One success criterion: a number from Prometheus, its bounds, and what a breach does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CriterionSpec(
        String name,
        String role,
        String query,
        RatioSpec ratio,
        @JsonSerialize(using = NumberOrString.class) String max,
        @JsonSerialize(using = NumberOrString.class) String min,
        WarningSpec warning,
        SamplesSpec samples,
        String window,
        String interval,
        Integer failureLimit,
        Integer failureBudget,
        String noData,
        String multipleSeries,
        Boolean dryRun) {}
