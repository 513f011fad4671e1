package dev.featurerollout.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToleranceTest {

    @ParameterizedTest
    @CsvSource({
        "20%, 0.002, 20%",
        "0.005, 0.005, 0.005",
        "20% + 0.005, 0.007, 20% + 0.005",
        "0.005+20%, 0.007, 20% + 0.005",
        "0, 0, 0"
    })
    void allowsADistanceFromANumber(String text, double distanceFromAHundredth, String shown) {
        Tolerance tolerance = Tolerance.parse(text);

        assertThat(tolerance.of(0.01)).isEqualTo(distanceFromAHundredth);
        assertThat(tolerance).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-5%", "20% + 5%", "0.1 + 0.2", "1e-3"})
    void tellsHowToWriteIt(String text) {
        assertThatThrownBy(() -> Tolerance.parse(text)).hasMessageContaining("such as \"20%\"");
    }

    @Test
    void aShareAloneSaysNothingOfZero() {
        assertThat(Tolerance.parse("20%").isOnlyRelative()).isTrue();
        assertThat(Tolerance.parse("20% + 0.001").isOnlyRelative()).isFalse();
    }
}
