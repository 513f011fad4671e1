package dev.featurerollout.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One success criterion, validated and with its defaults.
 *
 * @param provider name of the metrics provider that is asked
 * @param baseline another number it is held against, beside the bounds
 * @param window how far a look may see back; never before the stage became effective
 * @param interval time between two looks
 * @param failureLimit this many failing looks in a row act
 * @param failureBudget this many failing looks in one stage act, in a row or not
 * @param dryRun reported, never acts
 * @param origin who wrote its queries
 * @param advice what to look at when it fails, for people
 */
public record Criterion(
        String name,
        Role role,
        String provider,
        Measurand measurand,
        Bounds bounds,
        Bounds warning,
        Optional<Baseline> baseline,
        Optional<Samples> samples,
        Duration window,
        Duration interval,
        int failureLimit,
        Optional<Integer> failureBudget,
        NoDataPolicy noData,
        SeriesPolicy multipleSeries,
        boolean dryRun,
        Origin origin,
        Optional<String> advice) {

    /** The provider of criteria that name none. */
    public static final String DEFAULT_PROVIDER = "default";

    /** Who wrote the queries of a criterion. */
    public enum Origin {
        /** Whoever wrote the rollout, or a template in its namespace. */
        Namespace,
        /** Whoever may write ClusterCriteriaTemplates. */
        ClusterTemplate
    }

    /** What is measured. */
    public sealed interface Measurand {}

    /** The number a query gives. */
    public record Query(QueryTemplate query) implements Measurand {}

    /**
     * The share of bad events, for a bound with max, or of good ones, for a bound with min.
     *
     * @param part the bad or the good events; no series beside traffic counts as none
     * @param of all events; none of them is no data
     */
    public record Ratio(QueryTemplate part, QueryTemplate of) implements Measurand {}

    /**
     * The evidence of a sequential test, look by look.
     *
     * @param query gives, in one answer, everything one look weighs
     * @param weight its part of the rollout's false rollback chance, relative to the other tests
     * @param chance that it alone is wrong in calling harm; empty if it shares that of the rollout
     * @param bound what it tests, for people
     */
    public record Sequential(QueryTemplate query, Design design, double weight, Optional<Double> chance, String bound)
            implements Measurand {}

    /**
     * Another number, and how far the measured one may be from it.
     *
     * @param maxIncrease how far above it still passes; empty for any
     * @param maxDecrease how far below it still passes; empty for any
     */
    public record Baseline(QueryTemplate query, Optional<Tolerance> maxIncrease, Optional<Tolerance> maxDecrease) {

        /** Returns the baseline for people, such as {@code baseline +20%}. */
        @Override
        public String toString() {
            String up = maxIncrease.map(tolerance -> "+" + tolerance).orElse("");
            String down = maxDecrease.map(tolerance -> "-" + tolerance).orElse("");
            return "baseline " + up + (up.isEmpty() || down.isEmpty() ? "" : " ") + down;
        }
    }

    /** How many samples a verdict needs at least. */
    public record Samples(QueryTemplate query, BigDecimal min) {}

    /** What a look without data counts as. */
    public enum NoDataPolicy {
        Hold,
        Pass,
        Fail
    }

    /** How several series become one number. */
    public enum SeriesPolicy {
        Refuse,
        Max,
        Min,
        Sum,
        Mean
    }

    /** Whether the bake time needs this criterion to pass: goals are only asked when the stage is left. */
    public boolean vouchesForBakeTime() {
        return !dryRun && role != Role.Goal;
    }

    /** Whether it has failed as often as it takes to act: in a row, or in the stage as a whole. */
    public boolean actsOn(Tally tally) {
        return hasSpentItsBudget(tally) || tally.failuresInRow() >= failureLimit;
    }

    /** Whether it has failed as often as it may in one stage. */
    public boolean hasSpentItsBudget(Tally tally) {
        return failureBudget.filter(budget -> tally.failures() >= budget).isPresent();
    }

    /** Returns the sequential test, if that is what it is. */
    public Optional<Sequential> sequential() {
        return measurand instanceof Sequential test ? Optional.of(test) : Optional.empty();
    }

    /** Returns the bounds for people, such as {@code max 0.01 (warning max 0.005), baseline +20%}. */
    public String boundText() {
        if (measurand instanceof Sequential test) {
            return test.bound();
        }
        String fixed = warning.isOpen() ? bounds.toString() : bounds + " (warning " + warning + ")";
        return Stream.of(fixed, baseline.map(Baseline::toString).orElse(""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
