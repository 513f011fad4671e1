package dev.featurerollout.share;

import java.util.Locale;
import java.util.Optional;

/**
 * Togglz' algorithm: Java's hash of the user's name and the feature, modulo 100, below the percentage.
 *
 * @param percentage from 0 to 100
 */
public record TogglzDealing(String feature, int percentage) implements Dealing {
    private static final int BUCKETS = 100;

    @Override
    public Answer answer(Optional<String> key) {
        return Answer.of(key.filter(name -> !name.isBlank())
                .filter(name -> bucket(name) < percentage)
                .isPresent());
    }

    private int bucket(String name) {
        String hashed = name.toLowerCase(Locale.ENGLISH).trim() + ":" + feature;
        return Math.abs(hashed.hashCode()) % BUCKETS;
    }
}
