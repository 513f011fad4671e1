package dev.featurerollout.share;

import java.util.List;
import java.util.Optional;

/**
 * Flipt's algorithm for a flag with variants: CRC-32 of flag and user modulo 1000, against the running sum of the
 * distributions.
 *
 * <p>No key is an empty one to it. A user beyond the sum gets the default variant, which is not the one rolled out.
 *
 * @param parts in the order of the document
 */
public record FliptDistributionDealing(String flag, String variant, List<Part> parts) implements Dealing {
    private static final int BUCKETS = 1000;
    private static final float TENTHS = 10;

    public FliptDistributionDealing {
        parts = List.copyOf(parts);
    }

    /** The share of one variant, in percent. */
    public record Part(String variant, float rollout) {}

    @Override
    public Answer answer(Optional<String> key) {
        return Answer.of(dealt(key.orElse("")).filter(variant::equals).isPresent());
    }

    /** Returns the variant a user is dealt to; empty if it is none. */
    public Optional<String> dealt(String key) {
        long bucket = Crc32.hash(flag + key) % BUCKETS;
        int end = 0;
        for (Part part : parts) {
            end += (int) (part.rollout() * TENTHS);
            if (bucket < end) {
                return Optional.of(part.variant());
            }
        }
        return Optional.empty();
    }
}
