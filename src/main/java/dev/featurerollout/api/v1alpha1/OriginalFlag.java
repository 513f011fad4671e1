package dev.featurerollout.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;

/** The flag before the attempt: whom it reached, and what restores it byte for byte. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OriginalFlag(
        @JsonSerialize(using = NumberOrString.class) String percentage,
        Integer audiences,
        List<OriginalValue> values,
        Boolean everybody,
        ReplacedText created,
        ReplacedText collapsed) {}
