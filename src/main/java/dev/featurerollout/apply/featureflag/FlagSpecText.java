package dev.featurerollout.apply.featureflag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.apply.format.CanonicalJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;

/** The {@code spec.flagSpec} of a FeatureFlag as a document of flagd. */
public final class FlagSpecText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FlagSpecText() {}

    /** Returns it as {@link CanonicalJson}; {@code {}} if there is none. */
    public static String of(GenericKubernetesResource featureFlag) {
        Object flagSpec = featureFlag.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
                ? spec.get("flagSpec")
                : null;
        try {
            return flagSpec == null ? "{}" : CanonicalJson.of(JSON.writeValueAsString(flagSpec));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what came as JSON can be written as JSON", e);
        }
    }
}
