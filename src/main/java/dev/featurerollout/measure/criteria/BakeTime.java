package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Evidence.Bake;
import dev.featurerollout.model.Span;
import dev.featurerollout.model.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Counts bake time: the time for which every criterion has passing evidence.
 *
 * <p>A passing look vouches for the time since the look before it. Criteria with different intervals answer at different
 * instants, so time is counted up to where all of them have answered; what the quicker ones said beyond that waits in
 * their tallies. Without criteria it is plain time.
 */
final class BakeTime {
    private BakeTime() {}

    /** Returns the evidence with all time counted that can be at {@code now}; none of it passing unless in place. */
    static Evidence count(Evidence evidence, List<Criterion> criteria, boolean inPlace, Instant now) {
        List<Tally> tallies = criteria.stream()
                .filter(Criterion::vouchesForBakeTime)
                .map(criterion -> evidence.tally(criterion.name()))
                .toList();
        Instant from = evidence.bake().through();
        Instant to =
                tallies.stream().map(Tally::through).min(Instant::compareTo).orElse(now);
        if (!to.isAfter(from)) {
            return evidence;
        }
        Duration passing = inPlace ? passing(tallies, from, to) : Duration.ZERO;
        Bake bake = new Bake(to, evidence.bake().baked().plus(passing));
        Map<String, Tally> counted = new HashMap<>();
        evidence.tallies().forEach((name, tally) -> counted.put(name, tally.countedThrough(to)));
        return new Evidence(evidence.effectiveAt(), bake, counted, evidence.trials());
    }

    /** Returns how much of (from, to] all tallies vouch for. */
    private static Duration passing(List<Tally> tallies, Instant from, Instant to) {
        List<Instant> edges = Stream.concat(
                        Stream.of(from, to),
                        tallies.stream()
                                .flatMap(tally -> tally.passing().stream())
                                .flatMap(span -> Stream.of(span.from(), span.to())))
                .filter(edge -> !edge.isBefore(from) && !edge.isAfter(to))
                .distinct()
                .sorted()
                .toList();
        Duration sum = Duration.ZERO;
        for (int i = 1; i < edges.size(); i++) {
            Instant start = edges.get(i - 1);
            Instant end = edges.get(i);
            if (tallies.stream().allMatch(tally -> vouches(tally, start, end))) {
                sum = sum.plus(Duration.between(start, end));
            }
        }
        return sum;
    }

    private static boolean vouches(Tally tally, Instant start, Instant end) {
        return tally.passing().stream().anyMatch((Span span) -> span.covers(start, end));
    }
}
