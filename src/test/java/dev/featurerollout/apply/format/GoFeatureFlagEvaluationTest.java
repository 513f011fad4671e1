package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFeatureFlagEvaluationTest extends EvaluatorContract {
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

    @Test
    void theHashIsTheOneThatGoFeatureFlagPublishes() {
        String user = "e56f628e-9817-498f-ae38-4961e9c2bb21";

        assertThat(GoFeatureFlagModel.hash("flagNameUserKey")).isEqualTo(3946001934L);
        assertThat(GoFeatureFlagModel.bucket("my-flag", user, 100_000)).isEqualTo(70272);
        assertThat(GoFeatureFlagModel.bucket("", user, 100_000)).isEqualTo(74237);
        assertThat(GoFeatureFlagModel.bucket("", "", 100_000)).isEqualTo(36261);
        assertThat(GoFeatureFlagModel.bucket("", "", 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "userkey,                              0, 100, 0,  C",
        "userkey,                              91, 9,  0,  C",
        "userkey,                              91, 91, 0,  B",
        "randomUserID,                         20, 10, 70, C",
        "96ac59e6-7492-436b-b15a-ba1d797d2423, 20, 10, 70, B"
    })
    void usersAreDealtAsItsOwnTestsSay(String key, int b, int c, int d, String variation) {
        assertThat(GoFeatureFlagModel.deal("flagname+", key, Map.of("B", b, "C", c, "D", d)))
                .hasValue(variation);
    }

    @Test
    void noPercentageOfThreeDecimalsLeavesAUserWithoutAVariation() {
        for (int thousandths = 0; thousandths <= 100_000; thousandths++) {
            double on = thousandths / 1000.0;
            double off = (100_000 - thousandths) / 1000.0;
            assertThat((long) ((on + off) * 1000)).isEqualTo(100_000);
            assertThat((long) (on * 1000 + off * 1000)).isEqualTo(100_000);
        }
    }

    /** Why the sum has to stay. */
    @Test
    void aSumThatChangesDealsUsersAnew() {
        int lost = 0;
        for (int i = 0; i < 20_000; i++) {
            String key = "user-" + i;
            boolean before = GoFeatureFlagModel.deal("f", key, Map.of("on", 5, "off", 95))
                    .equals(Optional.of("on"));
            boolean after = GoFeatureFlagModel.deal("f", key, Map.of("on", 25, "off", 95))
                    .equals(Optional.of("on"));
            lost += before && !after ? 1 : 0;
        }
        assertThat(lost).isGreaterThan(500);
    }
}
