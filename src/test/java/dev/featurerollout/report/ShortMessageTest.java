package dev.featurerollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The column MESSAGE. */
class ShortMessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Stage half (50 %)|Stage half (50 %)",
                "flag f was lowered from 25 % to 0 % by kubectl. It is respected: set it back to 25 %, or suspend."
                        + "|flag f was lowered from 25 % to 0 % by kubectl.",
                "Stage quarter (25 %): bake time 30m, over at 2026-11-23T09:46:33Z if all goes on passing"
                        + "|Stage quarter (25 %): bake time 30m, over at 2026-11-23T09:46:33Z if all goes…",
                "No. 1 of the criteria of this rollout has had no answer of any kind since eleven o'clock"
                        + "|No. 1 of the criteria of this rollout has had no answer of any kind since…",
                "http://prometheus.example/a-very-long-address-without-any-blank-that-one-could-cut-it-at-x"
                        + "|http://prometheus.example/a-very-long-address-without-any-blank-that-one-could-…",
            })
    void saysTheFirstOfALongMessage(String message, String expected) {
        assertThat(ShortMessage.of(message)).isEqualTo(expected);
    }

    @Property
    void fitsTheColumn(@ForAll @StringLength(max = 400) String message) {
        assertThat(ShortMessage.of(message))
                .hasSizeLessThanOrEqualTo(ShortMessage.LONGEST)
                .doesNotContain("\n");
    }
}
