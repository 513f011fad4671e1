package dev.featurerollout.share;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The sketch that the documentation offers applications that read a number by themselves: SHA-256 of flag and user, as a
 * part of 2^32. What users without a key get is for the application to say.
 *
 * @param percentage from 0 to 100
 */
public record PlainDealing(String flag, double percentage) implements Dealing {
    private static final double RANGE = 4294967296.0;

    @Override
    public Answer answer(Optional<String> key) {
        return key.map(user ->
                        Answer.of(Sha256.hash(flag + ":" + user, ByteOrder.BIG_ENDIAN) < percentage / 100.0 * RANGE))
                .orElse(Answer.CodeDefault);
    }
}
