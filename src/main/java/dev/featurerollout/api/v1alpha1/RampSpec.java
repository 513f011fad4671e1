package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/** A rule that generates the stages. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RampSpec(
        String growth,
        @JsonSerialize(using = NumberOrString.class) String from,
        @JsonSerialize(using = NumberOrString.class) String to,
        @JsonSerialize(using = NumberOrString.class) String factor,
        @JsonSerialize(using = NumberOrString.class) String step,
        String bakeTime,
        String finalBakeTime) {}
