package dev.featurerollout.statistics;

/**
 * An estimate and the interval that holds the truth at all looks at once.
 *
 * @param estimate a ratio or a rate; infinite if only the treatment had bad events
 * @param low 0 when nothing is known
 * @param high infinite (a ratio) or 1 (a rate) when nothing is known
 */
public record Interval(double estimate, double low, double high) {}
