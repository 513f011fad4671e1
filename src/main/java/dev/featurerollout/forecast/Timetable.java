package dev.featurerollout.forecast;

import dev.featurerollout.forecast.Forecast.Timing;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evidence.Bake;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The earliest instants of a plan's stages: as if every look passed. */
record Timetable(Plan plan, Instant now) {

    /** Returns the timing of a stage that is entered at {@code enteredAt}; never, if that is empty. */
    Timing of(Stage stage, Optional<Instant> enteredAt) {
        return enteredAt
                .map(entered -> {
                    Instant effective = plan.effectiveAt(entered);
                    return timing(stage, entered, effective, new Bake(effective, Duration.ZERO));
                })
                .orElse(Timing.NEVER);
    }

    /** Returns the timing of a stage that the rollout is in. */
    Timing of(Stage stage, Instant enteredAt, Instant effectiveAt, Bake bake) {
        return timing(stage, enteredAt, effectiveAt, bake);
    }

    private Timing timing(Stage stage, Instant enteredAt, Instant effectiveAt, Bake bake) {
        Duration least = bakeTime(stage);
        Duration left = least.compareTo(bake.baked()) > 0 ? least.minus(bake.baked()) : Duration.ZERO;
        Instant baked = bake.through().plus(left);
        Instant leftAt = stage.criteria().stream()
                .filter(criterion -> !criterion.dryRun())
                .map(criterion ->
                        firstAnswer(criterion, effectiveAt, criterion.vouchesForBakeTime() ? baked : effectiveAt))
                .max(Instant::compareTo)
                .filter(answer -> answer.isAfter(baked))
                .orElse(baked);
        return new Timing(
                Optional.of(enteredAt),
                Optional.of(effectiveAt),
                Optional.of(leftAt.isAfter(now) ? leftAt : now),
                least.compareTo(stage.bakeTime()) < 0);
    }

    /** Returns when the first look is asked that vouches for the time up to {@code until}. */
    private static Instant firstAnswer(Criterion criterion, Instant effectiveAt, Instant until) {
        Duration interval = criterion.interval();
        // Looks lie on a grid, and there has to be one.
        long looks = Math.max(
                1,
                Duration.between(effectiveAt, until)
                        .plus(interval)
                        .minusNanos(1)
                        .dividedBy(interval));
        return effectiveAt.plus(interval.multipliedBy(looks)).plus(Grid.LAG);
    }

    /** Returns how long a stage has to bake at least: less if its sequential tests can show it to be safe. */
    private Duration bakeTime(Stage stage) {
        Guarantee guarantee = plan.guarantee();
        boolean early = guarantee.advanceEarly()
                && stage.criteria().stream()
                        .anyMatch(criterion -> criterion.sequential().isPresent());
        return early && guarantee.minBakeTime().compareTo(stage.bakeTime()) < 0
                ? guarantee.minBakeTime()
                : stage.bakeTime();
    }
}
