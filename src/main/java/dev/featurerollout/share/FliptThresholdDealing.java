package dev.featurerollout.share;

import java.util.Optional;

/**
 * Flipt's algorithm for a boolean flag: CRC-32 of user and flag modulo 100, below the threshold.
 *
 * <p>No key is an empty one to it.
 */
public record FliptThresholdDealing(String flag, float threshold) implements Dealing {
    private static final int BUCKETS = 100;

    @Override
    public Answer answer(Optional<String> key) {
        return Answer.of(Crc32.hash(key.orElse("") + flag) % BUCKETS < threshold);
    }
}
