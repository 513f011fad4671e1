package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/** One success criterion: a number from Prometheus, its bounds, and what a breach does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CriterionSpec(
        String name,
        String role,
        TemplateRef templateRef,
        List<Argument> args,
        String provider,
        String query,
        RatioSpec ratio,
        CompareSpec compare,
        BoundSpec bound,
        @JsonSerialize(using = NumberOrString.class) String max,
        @JsonSerialize(using = NumberOrString.class) String min,
        WarningSpec warning,
        BaselineSpec baseline,
        SamplesSpec samples,
        String window,
        String interval,
        Integer failureLimit,
        Integer failureBudget,
        String noData,
        String multipleSeries,
        Boolean dryRun) {}
