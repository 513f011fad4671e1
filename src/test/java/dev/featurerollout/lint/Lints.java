package dev.featurerollout.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.PlanCompiler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lints criteria for tests, as parts of a rollout that is sound otherwise. */
final class Lints {
    static final String PATH = "spec.successCriteria[0].";

    private static final String ROLLOUT = """
        metadata: {name: new-checkout}
        spec:
          flags:
          - {name: checkout, format: Plain, configMapRef: {name: flags, key: percentage}}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
          args:
          - {name: service, value: checkout}
        """;

    private Lints() {}

    static List<Finding> of(JsonNode criterion) {
        return of(criterion, Optional.empty());
    }

    static List<Finding> of(JsonNode criterion, Optional<Duration> scrapeInterval) {
        ObjectNode rollout = Serialization.unmarshal(ROLLOUT, ObjectNode.class);
        ((ObjectNode) rollout.path("spec")).putArray("successCriteria").add(criterion);
        return of(Serialization.unmarshal(Serialization.asJson(rollout), FeatureRollout.class), scrapeInterval);
    }

    static List<Finding> of(FeatureRollout rollout, Optional<Duration> scrapeInterval) {
        Compiled compiled = PlanCompiler.compile("shop", rollout.getMetadata().getName(), rollout.getSpec());
        if (compiled instanceof Compiled.Invalid invalid) {
            throw new IllegalArgumentException(invalid.message());
        }
        return CriteriaLint.findings(rollout.getSpec(), ((Compiled.Valid) compiled).plan(), scrapeInterval);
    }
}
