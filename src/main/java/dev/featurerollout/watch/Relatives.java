package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PrerequisiteSpec;
import dev.featurerollout.decide.PrerequisiteRules;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.KnownFlag;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Relations.Prerequisite;
import dev.featurerollout.plan.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what rollouts of one namespace have to do with each other through {@code spec.prerequisites}. */
final class Relatives {
    private static final Logger LOG = LoggerFactory.getLogger(Relatives.class);

    /** So many rollouts are looked at to find a cycle; a longer one waits without being named. */
    private static final int MOST_ROLLOUTS_IN_A_CYCLE = 200;

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
        return new Relations(prerequisites, cycle(rollout), () -> dependents(rollout));
    }

    /** Returns the names on the way from a rollout over its prerequisites back to itself; none if there is no such way. */
    private List<String> cycle(FeatureRollout rollout) {
        return path(rollout, rollout.getMetadata().getName(), new HashSet<>()).stream()
                .flatMap(path -> Stream.concat(Stream.of(rollout.getMetadata().getName()), path.stream()))
                .toList();
    }

    private Optional<List<String>> path(FeatureRollout from, String to, Set<String> seen) {
        for (String name : names(from).toList()) {
            if (name.equals(to)) {
                return Optional.of(List.of(to));
            }
            if (seen.add(name) && seen.size() <= MOST_ROLLOUTS_IN_A_CYCLE) {
                Optional<List<String>> further = byName.apply(name).flatMap(next -> path(next, to, seen));
                if (further.isPresent()) {
                    return Optional.of(Stream.concat(Stream.of(name), further.get().stream())
                            .toList());
                }
            }
        }
        return Optional.empty();
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
                goesDown(dependent).ifPresent(dependents::add);
            }
        }
    }

    /** One that cannot be read must not keep what it depends on up: it goes down by its own passes. */
    private Optional<Snapshot> goesDown(FeatureRollout dependent) {
        try {
            Snapshot snapshot = snapshots.take(dependent, List.of());
            return snapshot.inForce()
                    .plan()
                    .filter(plan -> PrerequisiteRules.goesDownWithIts(plan, snapshot.progress()))
                    .map(plan -> snapshot);
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "FeatureRollout {}/{} cannot be read, so it is not rolled back together with its prerequisite",
                    dependent.getMetadata().getNamespace(),
                    dependent.getMetadata().getName(),
                    unreadable);
            return Optional.empty();
        }
    }

    /** A prerequisite is at no more than it was confirmed at, and at no more than its flags are at now. */
    private Prerequisite prerequisite(FeatureRollout rollout) {
        Progress progress = Progress.of(rollout.getStatus());
        Percentage percentage = progress.flags().stream()
                .map(flag -> flag.reach().and(live(rollout, flag)).percentage())
                .min(Comparator.comparing(Percentage::value))
                .orElse(Percentage.ZERO);
        return new Prerequisite(percentage, progress.rollback().isPresent());
    }

    /** What cannot be read is not taken to be up, and must not end the pass of another rollout. */
    private Reach live(FeatureRollout rollout, KnownFlag flag) {
        try {
            return snapshots.read(rollout.getMetadata().getNamespace(), flag) instanceof FlagState.Readable readable
                    ? new Reach(flag.reach().audiences(), readable.reach().percentage())
                    : Reach.NOBODY;
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "Flag {} of the prerequisite {}/{} cannot be read, so it counts as being at 0 %",
                    flag.target().name(),
                    rollout.getMetadata().getNamespace(),
                    rollout.getMetadata().getName(),
                    unreadable);
            return Reach.NOBODY;
        }
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

    private static Optional<String> percentage(FeatureRolloutStatus status) {
        return Optional.ofNullable(status).map(FeatureRolloutStatus::percentage);
    }

    /** Whether those who depend on a rollout have to hear of what it has become. */
    static boolean concerns(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        Progress was = Progress.of(before);
        Progress is = Progress.of(after);
        return !was.confirmed().equals(is.confirmed())
                || !percentage(before).equals(percentage(after))
                || was.rollback().isPresent() != is.rollback().isPresent();
    }
}
