package dev.featurerollout.share;

import java.util.Optional;

/**
 * Unleash's algorithm for {@code flexibleRollout}: MurmurHash3 of group and user as a number from 1 to 100, up to the
 * rollout.
 *
 * @param rollout from 0 to 100
 * @param unknown what users get who do not have the field of its stickiness
 */
public record UnleashDealing(String group, int rollout, Answer unknown) implements Dealing {
    private static final int BUCKETS = 100;

    @Override
    public Answer answer(Optional<String> key) {
        if (key.isPresent()) {
            return Answer.of(bucket(key.get()) <= rollout);
        }
        boolean drawn = unknown == Answer.Chance && rollout > 0 && rollout < BUCKETS;
        return drawn ? unknown : Answer.of(unknown == Answer.Chance && rollout == BUCKETS);
    }

    private int bucket(String id) {
        return Integer.remainderUnsigned(Murmur3.hash(group + ":" + id), BUCKETS) + 1;
    }
}
