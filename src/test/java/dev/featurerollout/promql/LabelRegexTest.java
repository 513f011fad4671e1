package dev.featurerollout.promql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which regular expressions are tried: those that people need, and none that could take all time or memory. */
class LabelRegexTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5..",
                "checkout|cart|payment",
                "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(?i)(a(b(c)?)*)+",
                "\\Q(((\\E.*",
                "[)(]",
                "[]a]",
                "\\x{10FFFF}",
                "a{x}"
            })
    void usualOnesAreTried(String regex) {
        assertThat(LabelRegex.isSmall(regex)).isTrue();
        assertThat(LabelRegex.problem(regex)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((){2147483647}){2147483647}",
                "(x{1000}){1000}",
                "(((){1000}){1000}){1000}",
                "(?:[a-z]{999}){11}",
                "\\Q[\\E(x{1000}){1000}",
                "[]](x{1000}){1000}",
                "[a\\]](x{1000}){1000}",
                "\\[(x{1000}){1000}",
                "x{1,1000}(y{,5}z{1000,}){100}"
            })
    void whatIsLargeWrittenOutIsNot(String regex) {
        assertThat(LabelRegex.isSmall(regex)).isFalse();
        assertThat(LabelRegex.matching(regex)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", ")", "a(b", "a)b", "((a)", "(a))"})
    void whatIsNotClosedIsNotValid(String regex) {
        assertThat(LabelRegex.problem(regex)).isPresent();
    }
}
