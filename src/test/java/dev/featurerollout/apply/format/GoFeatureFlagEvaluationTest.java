package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoFeatureFlagEvaluationTest extends AudienceEvaluatorContract {
    private static final String FLAG = "new-checkout:\n  variations: {enabled: true, disabled: false}\n";

    @Override
    String name() {
        return "a model of its algorithm";
    }

    @Override
    Evaluator evaluator() {
        return new GoFeatureFlagModel();
    }

    @Override
    FlagTarget target() {
        return Flags.of(FlagFormatName.GoFeatureFlag, "flags.yaml", Optional.of("enabled"));
    }

    @Override
    String document() {
        return FLAG + "  defaultRule: {percentage: {enabled: 5, disabled: 95}}\n";
    }

    @Override
    Map<String, Double> otherShapes() {
        return Map.of(
                "new-checkout:\n  variations: {enabled: true, off: false}\n"
                        + "  defaultRule: {percentage: {off: 95, enabled: 5}}\n",
                1.0,
                FLAG + "  targeting: [{query: continent eq \"eu\", percentage: {enabled: 5, disabled: 95}}]\n"
                        + "  defaultRule: {variation: disabled}\n",
                0.5,
                "new-checkout:\n  variations: {enabled: true, absent: false, disabled: false}\n"
                        + "  defaultRule: {percentage: {absent: 20, enabled: 5, disabled: 75}}\n",
                1.0);
    }

    @Override
    String withoutRule() {
        return FLAG + "  defaultRule: {variation: disabled}\n";
    }

    /** GO Feature Flag divides by a key: without one the code's default counts, which lint tells. */
    @Test
    @Override
    void atZeroItIsOnForNobodyWhateverTheCodesDefaultIs() throws Exception {
        String off = Formats.of(target().format()).write(document(), target(), Percentage.ZERO);

        assertThat(measured().at("0").isEmpty()).isTrue();
        assertThat(measured().anonymousAtZero()).isTrue();
        assertThat(Formats.of(target().format()).lint(off, Optional.of(target())))
                .anyMatch(trap -> trap.rule().equals("users-without-key"));
    }

    @Test
    @Override
    void onForEverybodyIncludesThoseWhoAreNotKnown() throws Exception {
        assertThat(measured().everybody().cardinality()).isEqualTo(Measurement.USERS);
        assertThat(measured().anonymousAmongEverybody()).isTrue();
    }

    @Test
    @Override
    void aRuleThatWasAddedChangesNothingForAnyoneUntilItIsRaised() throws Exception {
        String created =
                Formats.of(target().format()).create(withoutRule(), target()).orElseThrow();

        assertThat(evaluator().on(created, 20_000).isEmpty()).isTrue();
    }
}
