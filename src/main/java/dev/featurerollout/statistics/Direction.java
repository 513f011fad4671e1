package dev.featurerollout.statistics;

/** What a higher value of a metric means. */
public enum Direction {
    Worse,
    Better
}
