package dev.featurerollout.share;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * GO Feature Flag's algorithm: FNV-1a of flag and key, modulo a thousand times the sum of the percentages, dealt to the
 * variations in the reverse order of their names, in floating point as Go does it.
 *
 * @param parts in that order
 */
public record GoFeatureFlagDealing(String flag, String variation, List<Part> parts) implements Dealing {
    private static final int THOUSANDTHS = 1000;

    public GoFeatureFlagDealing {
        parts = List.copyOf(parts);
    }

    /** The share of one variation, in percent. */
    public record Part(String variation, double percentage) {}

    /** Without a key no percentage is weighed, and the default in the code counts. */
    @Override
    public Answer answer(Optional<String> key) {
        return key.isEmpty()
                ? Answer.CodeDefault
                : dealt(key.get())
                        .map(dealt -> Answer.of(dealt.equals(variation)))
                        .orElse(Answer.CodeDefault);
    }

    /** Returns the variation a user is dealt to; empty if the rounding leaves none. */
    public Optional<String> dealt(String key) {
        double sum = 0;
        for (Part part : parts) {
            sum += part.percentage();
        }
        long bucket = bucket(flag, key, (long) (sum * THOUSANDTHS));
        double start = 0;
        for (Part part : parts) {
            double end = start + part.percentage() * THOUSANDTHS;
            if ((long) start <= bucket && (long) end > bucket) {
                return Optional.of(part.variation());
            }
            start = end;
        }
        return Optional.empty();
    }

    static long bucket(String flag, String key, long size) {
        return size == 0 ? 0 : hash(flag + key) % size;
    }

    static long hash(String text) {
        int hash = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }
}
