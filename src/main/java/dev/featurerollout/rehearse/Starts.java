package dev.featurerollout.rehearse;

import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * When rehearsals begin.
 *
 * @param every the time between two of them
 */
public record Starts(Instant first, Instant last, Duration every) {

    /**
     * Returns the starts from {@code since} on that leave time for the plan to end before {@code until}; the first one is
     * there whether it does or not.
     *
     * @param most if there would be more, the time between them is a multiple of {@code every}
     */
    public static Starts of(Plan plan, Instant since, Instant until, Duration every, int most) {
        Instant last = until.minus(shortest(plan));
        long steps = last.isBefore(since) ? 0 : Duration.between(since, last).dividedBy(every);
        long multiple = Math.max(1, (steps + most) / most);
        Duration between = every.multipliedBy(multiple);
        return new Starts(since, since.plus(between.multipliedBy(steps / multiple)), between);
    }

    /** Returns the least time a plan can take. */
    public static Duration shortest(Plan plan) {
        return plan.stages().stream()
                .map(Stage::bakeTime)
                .map(plan.propagationDelay()::plus)
                .reduce(Duration.ZERO, Duration::plus);
    }

    public int count() {
        return Math.toIntExact(Duration.between(first, last).dividedBy(every)) + 1;
    }

    public Stream<Instant> instants() {
        return Stream.iterate(first, at -> !at.isAfter(last), at -> at.plus(every));
    }
}
