package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FliptDistributionEvaluationTest extends AudienceEvaluatorContract {
    private static final String FLAG = "flags:\n"
            + "- key: new-checkout\n"
            + "  enabled: true\n"
            + "  variants: [{key: green}, {key: blue, default: true}, {key: red}]\n";

    @Override
    String name() {
        return "a model of its algorithm, distribution";
    }

    @Override
    Evaluator evaluator() {
        return new FliptModel("green");
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.Flipt, "features.yml", Optional.of("green"));
    }

    @Override
    String document() {
        return FLAG + rule("all", "{variant: green, rollout: 5}, {variant: blue, rollout: 95}");
    }

    private static String rule(String segment, String distributions) {
        return "  rules:\n  - {segment: " + segment + ", distributions: [" + distributions + "]}\n";
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                FLAG + rule("european", "{variant: green, rollout: 5}, {variant: blue, rollout: 95}"),
                0.5,
                FLAG
                        + rule(
                                "all",
                                "{variant: blue, rollout: 75}, {variant: red, rollout: 20}, {variant: green, rollout:"
                                        + " 5}"),
                1.0);
    }

    @Override
    String withoutRule() {
        return FLAG;
    }

    /** It would need a segment of everybody. */
    @Test
    @Override
    void aRuleThatWasAddedChangesNothingForAnyoneUntilItIsRaised() {
        assertThatThrownBy(() -> Formats.of(target().format()).create(withoutRule(), target()))
                .hasMessageContaining("Add a segment that everybody matches");
    }
}
