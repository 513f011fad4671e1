package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PrerequisiteSpec;
import dev.featurerollout.decide.PrerequisiteRules;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Relations.Prerequisite;
import dev.featurerollout.plan.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds what rollouts of one namespace have to do with each other through {@code spec.prerequisites}. */
final class Relatives {
    private final Snapshots snapshots;
    private final Function<String, Optional<FeatureRollout>> byName;
    private final Function<String, List<FeatureRollout>> dependentsOf;

    /**
     * @param byName the rollout of that name
     * @param dependentsOf the rollouts that name it as a prerequisite
     */
    Relatives(
            Snapshots snapshots,
            Function<String, Optional<FeatureRollout>> byName,
            Function<String, List<FeatureRollout>> dependentsOf) {
        this.snapshots = snapshots;
        this.byName = byName;
        this.dependentsOf = dependentsOf;
    }

    Relations of(FeatureRollout rollout) {
        Map<String, Prerequisite> prerequisites = new HashMap<>();
        names(rollout)
                .forEach(name -> byName.apply(name).ifPresent(found -> prerequisites.put(name, prerequisite(found))));
        return new Relations(prerequisites, () -> dependents(rollout));
    }

    private List<Snapshot> dependents(FeatureRollout rollout) {
        Set<String> seen = new HashSet<>(Set.of(rollout.getMetadata().getName()));
        List<Snapshot> dependents = new ArrayList<>();
        collect(rollout, seen, dependents);
        return dependents;
    }

    /** Those that nobody depends on come first; two that name each other are met once. */
    private void collect(FeatureRollout rollout, Set<String> seen, List<Snapshot> dependents) {
        for (FeatureRollout dependent : dependentsOf.apply(rollout.getMetadata().getName())) {
            if (seen.add(dependent.getMetadata().getName())) {
                collect(dependent, seen, dependents);
                Snapshot snapshot = snapshots.take(dependent, List.of());
                snapshot.inForce()
                        .plan()
                        .filter(plan -> PrerequisiteRules.goesDownWithIts(plan, snapshot.progress()))
                        .ifPresent(plan -> dependents.add(snapshot));
            }
        }
    }

    private static Prerequisite prerequisite(FeatureRollout rollout) {
        FeatureRolloutStatus status = rollout.getStatus();
        Progress progress = Progress.of(status);
        Percentage percentage = progress.confirmed().orElse(Reach.NOBODY).percentage();
        return new Prerequisite(percentage, progress.rollback().isPresent());
    }

    /** Returns the names of the prerequisites of a rollout, now or in its last valid spec. */
    static Stream<String> names(FeatureRollout rollout) {
        return Claims.specs(rollout)
                .map(FeatureRolloutSpec::prerequisites)
                .flatMap(Stream::ofNullable)
                .flatMap(List::stream)
                .map(PrerequisiteSpec::name)
                .filter(name -> name != null)
                .distinct();
    }

    /** Whether those who depend on a rollout have to hear of what it has become. */
    static boolean concerns(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        Progress was = Progress.of(before);
        Progress is = Progress.of(after);
        return !was.confirmed().equals(is.confirmed())
                || was.rollback().isPresent() != is.rollback().isPresent();
    }
}
