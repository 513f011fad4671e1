package dev.featurerollout.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Users who share an attribute, such as the staff of some organisations.
 *
 * @param attribute its name in the evaluation context, such as {@code organisation}
 * @param values of which the user's has to be one
 */
public record Audience(String attribute, List<String> values) {
    private static final int MOST_SHOWN = 5;

    public Audience {
        values = List.copyOf(values);
    }

    /** Returns the audience for people, such as {@code organisation acme, globex, initech and 27 more}. */
    @Override
    public String toString() {
        int more = values.size() - MOST_SHOWN;
        return attribute + " " + values.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
