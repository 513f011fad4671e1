package dev.featurerollout.model;

import java.util.List;

/**
 * Users who share an attribute, such as the staff of some organisations.
 *
 * @param attribute its name in the evaluation context, such as {@code organisation}
 * @param values of which the user's has to be one
 */
public record Audience(String attribute, List<String> values) {
    public Audience {
        values = List.copyOf(values);
    }

    /** Returns the audience for people, such as {@code organisation acme, globex}. */
    @Override
    public String toString() {
        return attribute + " " + String.join(", ", values);
    }
}
