package dev.featurerollout.share;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Microsoft's algorithm: SHA-256 of user and hint, whose first four bytes are a percentage, within a percentile.
 *
 * @param hint what the hash is made of beside the user: the flag's name, that and a group's, or an allocation's seed
 * @param to the percentile's end; it begins at 0
 * @param unknown what users without an id get; empty if they are dealt as one with an empty id
 */
public record FeatureManagementDealing(String hint, double to, Optional<Answer> unknown) implements Dealing {
    private static final double HIGHEST = 0xffffffffL;
    private static final double ALL = 100;

    @Override
    public Answer answer(Optional<String> key) {
        if (key.isEmpty() && unknown.isPresent()) {
            return unknown.get();
        }
        double percentage = Sha256.hash(key.orElse("") + "\n" + hint, ByteOrder.LITTLE_ENDIAN) / HIGHEST * ALL;
        return Answer.of(to == ALL || percentage < to);
    }
}
