package dev.featurerollout.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One stage of a plan.
 *
 * @param index position in the plan, from 0
 * @param audiences how many of the rollout's audiences have the feature in this stage, counted from the first
 * @param admitted the audience that this stage is about; empty for a stage of a percentage
 * @param bakeTime how long this percentage must be observed and passing
 * @param criteria all criteria that are watched in this stage, the rollout's and its own
 * @param abstaining those that have nothing to say here: comparisons where there is no control left
 */
public record Stage(
        int index,
        String name,
        int audiences,
        Optional<Audience> admitted,
        Percentage percentage,
        Duration bakeTime,
        List<Criterion> criteria,
        List<Criterion> abstaining) {
    public Stage {
        criteria = List.copyOf(criteria);
        abstaining = List.copyOf(abstaining);
    }

    public Optional<Criterion> criterion(String criterionName) {
        return criteria.stream().filter(c -> c.name().equals(criterionName)).findFirst();
    }

    /** Returns whom the flags reach in this stage. */
    public Reach reach() {
        return new Reach(audiences, percentage);
    }

    /** Returns the stage for people, such as {@code quarter (25 %)} or {@code staff (organisation acme)}. */
    @Override
    public String toString() {
        return name + " (" + whom() + ")";
    }

    /** Returns who gets the feature with this stage, such as {@code 25 %} or {@code organisation acme}. */
    public String whom() {
        return admitted.map(Audience::toString).orElse(percentage + " %");
    }
}
