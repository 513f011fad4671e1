package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** How the share that is really served is measured. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExposureSpec(
        String query,
        @JsonSerialize(using = NumberOrString.class) String tolerance,
        String of,
        CohortSpec cohort,
        @JsonSerialize(using = NumberOrString.class) String tolerate) {}
