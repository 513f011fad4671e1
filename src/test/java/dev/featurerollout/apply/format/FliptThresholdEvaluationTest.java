package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.Map;
import java.util.Optional;

class FliptThresholdEvaluationTest extends AudienceEvaluatorContract {
    private static final String FLAG = "flags:\n- key: new-checkout\n  type: BOOLEAN_FLAG_TYPE\n  enabled: false\n";

    @Override
    String name() {
        return "a model of its algorithm, threshold";
    }

    @Override
    Evaluator evaluator() {
        return new FliptModel("");
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.Flipt, "features.yml", Optional.empty());
    }

    @Override
    String document() {
        return FLAG + "  rollouts:\n  - threshold: {percentage: 5, value: true}\n";
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                FLAG + "  rollouts:\n  - segment: {key: european, value: false}\n"
                        + "  - threshold: {percentage: 5, value: true}\n",
                0.5);
    }

    @Override
    String withoutRule() {
        return FLAG;
    }
}
