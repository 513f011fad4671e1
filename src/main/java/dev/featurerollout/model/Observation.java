package dev.featurerollout.model;

/**
 * Something people should know that is no reason to hold; becomes a condition.
 *
 * @param type of the condition, such as {@code FlagsSound}
 * @param reason CamelCase
 * @param message what was seen, and how to mend it
 */
public record Observation(String type, ConditionStatus status, String reason, String message) {}
