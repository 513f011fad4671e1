package dev.featurerollout.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.share.GoFeatureFlagDealing.Part;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFeatureFlagDealingTest {
    private static Optional<String> dealt(String flag, String key, Part... parts) {
        return new GoFeatureFlagDealing(flag, "", List.of(parts)).dealt(key);
    }

    @Test
    void theHashIsTheOneThatGoFeatureFlagPublishes() {
        String user = "e56f628e-9817-498f-ae38-4961e9c2bb21";

        assertThat(GoFeatureFlagDealing.hash("flagNameUserKey")).isEqualTo(3946001934L);
        assertThat(GoFeatureFlagDealing.bucket("my-flag", user, 100_000)).isEqualTo(70272);
        assertThat(GoFeatureFlagDealing.bucket("", user, 100_000)).isEqualTo(74237);
        assertThat(GoFeatureFlagDealing.bucket("", "", 100_000)).isEqualTo(36261);
        assertThat(GoFeatureFlagDealing.bucket("", "", 0)).isZero();
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
        assertThat(dealt("flagname+", key, new Part("D", d), new Part("C", c), new Part("B", b)))
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
            boolean before =
                    dealt("f", key, new Part("on", 5), new Part("off", 95)).equals(Optional.of("on"));
            boolean after =
                    dealt("f", key, new Part("on", 25), new Part("off", 95)).equals(Optional.of("on"));
            lost += before && !after ? 1 : 0;
        }
        assertThat(lost).isGreaterThan(500);
    }
}
