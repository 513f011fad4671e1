package dev.featurerollout.lint;

import dev.featurerollout.promql.Position;

/**
 * One thing that is, or is likely to go, wrong with a spec.
 *
 * @param rule the rule's name, such as {@code EmptyWhenNeverFailed}
 * @param path the field, such as {@code spec.successCriteria[0].query}
 * @param position in the field's text without the white space around it; its beginning if all of the field is meant
 * @param message what, where, and how to mend it
 */
public record Finding(String rule, Severity severity, String path, Position position, String message) {
    @Override
    public String toString() {
        return path + ":" + position + ": " + rule + ": " + message;
    }
}
