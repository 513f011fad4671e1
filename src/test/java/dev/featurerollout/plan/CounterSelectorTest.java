package dev.featurerollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes for a selector of counters, and what would not be counted as people mean it. */
class CounterSelectorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http_requests_total",
                "job:http_requests:total",
                "http_requests_total{}",
                "http_requests_total{job=\"checkout\",code=~\"5..\"}",
                "http_requests_total{path=\"/a}b{c\"}",
                "http_requests_total{path='it\"s'}",
                "http_requests_total{path=\"say \\\"}\\\" twice\"}",
                "http_requests_total{path=\"ends with \\\\\"}",
                "http_requests_total{path=`\\`}",
                "http_requests_total{job=\"$(service)\", env!=\"test\"}",
                "{__name__=\"http_requests_total\"}",
                "{\"http.requests\", job=\"checkout\"}",
            })
    void aNameAndMatchersAreAllThereIs(String text) {
        assertThat(CounterSelector.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "5",
                "$(metric)",
                "rate(http_requests_total[5m])",
                "sum(http_requests_total)",
                "http_requests_total[5m]",
                "http_requests_total{code=\"500\"}[5m]",
                "http_requests_total offset 1d",
                "http_requests_total{code=\"500\"} offset 1d",
                "http_requests_total @ 1767607200",
                "http_requests_total + other_total",
                "http_requests_total{a=\"1\"} + other_total{a=\"1\"}",
                "http_requests_total{a=\"1\"}{b=\"2\"}",
                "http_requests_total{a=\"1\"",
                "http_requests_total{a=\"1}",
                "http_requests_total{a=\"1\\\"}",
                "http_requests_total}",
                "-http_requests_total",
                "(http_requests_total)",
            })
    void anythingElseIsRefusedWithAnExampleOfWhatIsWanted(String text) {
        assertThatThrownBy(() -> CounterSelector.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no selector of counters")
                .hasMessageContaining("http_requests_total{code=~\"5..\"}");
    }

    @Test
    void spaceAroundItDoesNotMatter() {
        assertThat(CounterSelector.parse("  http_requests_total  {job=\"a\"}\n"))
                .hasToString("http_requests_total{job=\"a\"}");
    }

    @Test
    void theCountOfALookIsWhatCameSinceTheLookBeforeOrAllOfANewSeries() {
        CounterSelector errors = CounterSelector.parse("errors_total{code=\"500\"}");
        assertThat(errors.count("variant"))
                .isEqualTo("sum by (variant) (((last_over_time(errors_total{code=\"500\"}[$(interval)])"
                        + " - last_over_time(errors_total{code=\"500\"}[1h] offset $(interval))) >= 0)"
                        + " or last_over_time(errors_total{code=\"500\"}[$(interval)]))");
        assertThat(errors.count("")).startsWith("sum (((");
    }
}
