package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/** A sequential test of two cohorts: is it worse with the flag than without? */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompareSpec(
        String bad,
        String of,
        String histogram,
        List<String> slowerThan,
        String value,
        String higherIs,
        CohortSpec cohort,
        @JsonSerialize(using = NumberOrString.class) String tolerate,
        @JsonSerialize(using = NumberOrString.class) String ignoreBelow,
        String bursts,
        @JsonSerialize(using = NumberOrString.class) String weight) {}
