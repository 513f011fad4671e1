package dev.featurerollout.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur3Test {
    /** Of the reference implementation, with seed 0. */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "hello, 248bfa47",
        "'hello, world', 149bbb7f",
        "The quick brown fox jumps over the lazy dog, 2e4ff723",
    })
    void hashesLikeTheReference(String text, String hash) {
        assertThat(Integer.toHexString(Murmur3.hash(text))).isEqualTo(hash);
    }
}
