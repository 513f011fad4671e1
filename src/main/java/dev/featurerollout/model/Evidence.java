package dev.featurerollout.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was observed since a percentage became effective.
 *
 * @param effectiveAt from when on clients are taken to see the percentage; looks lie on effectiveAt + k × interval
 * @param bake the time that was observed and passing
 * @param tallies by name of the criterion
 * @param trials how far the sequential tests have come, by name of the criterion
 */
public record Evidence(Instant effectiveAt, Bake bake, Map<String, Tally> tallies, Map<String, Trial> trials) {
    public Evidence {
        tallies = Map.copyOf(tallies);
        trials = Map.copyOf(trials);
    }

    public static Evidence none(Instant effectiveAt) {
        return new Evidence(effectiveAt, new Bake(effectiveAt, Duration.ZERO), Map.of(), Map.of());
    }

    public Tally tally(String criterion) {
        return tallies.getOrDefault(criterion, Tally.none(effectiveAt));
    }

    /** Returns this evidence without what criteria said that are no longer among these. */
    public Evidence of(List<Criterion> criteria) {
        List<String> names = criteria.stream().map(Criterion::name).toList();
        Map<String, Tally> left = new HashMap<>(tallies);
        left.keySet().retainAll(names);
        Map<String, Trial> running = new HashMap<>(trials);
        running.keySet().retainAll(names);
        return new Evidence(effectiveAt, bake, left, running);
    }

    /** Returns how far a criterion's sequential test has come; empty before its first look, and for other criteria. */
    public Optional<Trial> trial(Criterion criterion) {
        return Optional.ofNullable(trials.get(criterion.name()));
    }

    public Optional<Verdict> verdict(Criterion criterion) {
        return tally(criterion.name()).verdict();
    }

    /**
     * The bake time that has been counted.
     *
     * @param through up to when time has been counted, passing or not
     * @param baked how much of it was passing
     */
    public record Bake(Instant through, Duration baked) {}
}
