package dev.featurerollout.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.share.Murmur3;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * One flag of a flagd document, as far as the shop needs it: the default variant, and a {@code fractional} rule that
 * splits users by their key.
 *
 * <p>Like flagd it hashes flag and user, so that a user keeps a variant as long as the weights allow, and two flags
 * choose different users.
 */
final class FlagEvaluator {
    private static final int HASH_BITS = 32;

    private final String flag;
    private final String defaultVariant;
    private final List<Share> shares;
    private final long total;

    private record Share(String variant, long weight) {}

    private FlagEvaluator(String flag, String defaultVariant, List<Share> shares) {
        this.flag = flag;
        this.defaultVariant = defaultVariant;
        this.shares = shares;
        this.total = shares.stream().mapToLong(Share::weight).sum();
    }

    /**
     * Reads a flag from a document, JSON or YAML.
     *
     * @throws IllegalArgumentException if the document has no such flag
     */
    static FlagEvaluator of(String document, String flag) {
        JsonNode body =
                Serialization.unmarshal(document, JsonNode.class).path("flags").path(flag);
        if (!body.isObject()) {
            throw new IllegalArgumentException("the document has no flag " + flag);
        }
        List<Share> shares = new ArrayList<>();
        for (JsonNode entry : body.path("targeting").path("fractional")) {
            shares.add(new Share(entry.path(0).asText(), entry.path(1).asLong(1)));
        }
        return new FlagEvaluator(flag, body.path("defaultVariant").asText(), List.copyOf(shares));
    }

    /** Returns the variant that a user gets. */
    String variantFor(String user) {
        long hash = Integer.toUnsignedLong(Murmur3.hash(flag + user));
        long bucket = (hash * total) >>> HASH_BITS;
        long end = 0;
        for (Share share : shares) {
            end += share.weight();
            if (bucket < end) {
                return share.variant();
            }
        }
        return defaultVariant;
    }
}
