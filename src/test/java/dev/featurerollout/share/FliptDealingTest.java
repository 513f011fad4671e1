package dev.featurerollout.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FliptDealingTest {
    @ParameterizedTest
    @CsvSource({"1, first", "2, second", "10, first", "01, second"})
    void usersAreDealtAsFliptsOwnTestsSay(String user, String variant) {
        FliptDistributionDealing halves = new FliptDistributionDealing(
                "foo",
                "first",
                List.of(
                        new FliptDistributionDealing.Part("first", 50),
                        new FliptDistributionDealing.Part("second", 50)));

        assertThat(halves.dealt(user)).hasValue(variant);
        assertThat(halves.answer(Optional.of(user))).isEqualTo(Answer.of(variant.equals("first")));
    }

    @Test
    void aThresholdIsComparedAsFliptsOwnTestsSay() {
        Optional<String> user = Optional.of("test-entity");

        assertThat(new FliptThresholdDealing("test-flag", 5).answer(user)).isEqualTo(Answer.Off);
        assertThat(new FliptThresholdDealing("test-flag", 70).answer(user)).isEqualTo(Answer.On);
    }
}
