package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.ConfigMapRef;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Templates;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may move a flag when several rollouts name it: the one that is already moving it, else the oldest. */
final class Claims {
    private static final Comparator<FeatureRollout> STRONGEST_FIRST = Comparator.comparing((FeatureRollout rollout) ->
                    !Progress.of(rollout.getStatus()).isActive())
            .thenComparing(rollout -> Optional.ofNullable(rollout.getMetadata().getCreationTimestamp())
                    .orElse(""))
            .thenComparing(rollout -> rollout.getMetadata().getName());

    private Claims() {}

    /** Returns the name of a rollout whose claim on one of the same flags is stronger. */
    static Optional<String> strongerThan(FeatureRollout rollout, List<FeatureRollout> others, Templates templates) {
        Set<String> flags = flags(rollout, templates);
        return others.stream()
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(rollout.getMetadata().getUid()))
                .filter(other -> !other.isMarkedForDeletion())
                .filter(other -> STRONGEST_FIRST.compare(other, rollout) < 0)
                .filter(other -> flags(other, templates).stream().anyMatch(flags::contains))
                .map(other -> other.getMetadata().getName())
                .findFirst();
    }

    /**
     * Returns the flags of the plan in force: an edit that is refused takes no flag and gives none away, and a rollout
     * that never had a valid spec claims nothing.
     */
    private static Set<String> flags(FeatureRollout rollout, Templates templates) {
        return InForce.of(
                        rollout.getMetadata().getNamespace(),
                        rollout.getMetadata().getName(),
                        rollout.getSpec(),
                        rollout.getStatus(),
                        templates)
                .plan()
                .map(plan -> plan.flags().stream().map(FlagTarget::identity).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Returns the names of the ConfigMaps a rollout refers to, now or in its last valid spec. */
    static Stream<String> configMaps(FeatureRollout rollout) {
        return specs(rollout)
                .flatMap(spec -> Stream.ofNullable(spec.flags()))
                .flatMap(List::stream)
                .map(FlagSpec::configMapRef)
                .filter(ref -> ref != null && ref.name() != null)
                .map(ConfigMapRef::name)
                .distinct();
    }

    /** Returns the spec of a rollout, and its last valid one. */
    static Stream<FeatureRolloutSpec> specs(FeatureRollout rollout) {
        Stream<FeatureRolloutSpec> accepted = Stream.ofNullable(rollout.getStatus())
                .flatMap(status -> Stream.ofNullable(status.accepted()))
                .flatMap(last -> Stream.ofNullable(last.spec()));
        return Stream.concat(Stream.ofNullable(rollout.getSpec()), accepted);
    }
}
