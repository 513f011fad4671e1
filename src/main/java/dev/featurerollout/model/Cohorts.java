package dev.featurerollout.model;

/**
 * How metrics tell those who have the flag from those who have not, at the same time.
 *
 * @param label the label that tells them apart
 * @param treatment its value for those with the flag
 * @param control its value for those without
 */
public record Cohorts(String label, String treatment, String control) {}
