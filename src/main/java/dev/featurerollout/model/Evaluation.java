package dev.featurerollout.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One look of one criterion.
 *
 * @param at the instant that was asked about, not the one of asking
 * @param value the number that was judged; empty when there was none
 * @param bound the bounds it was judged by, for people
 * @param query what was asked, variables replaced
 * @param message what was seen, for people
 */
public record Evaluation(
        Instant at, Verdict verdict, Optional<Double> value, String bound, String query, String message) {}
