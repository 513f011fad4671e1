package dev.featurerollout.measure.sequential;

/** What a higher value of a metric means. */
public enum Direction {
    Worse,
    Better
}
