package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.ConfigMapRef;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Progress;
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
    static Optional<String> strongerThan(FeatureRollout rollout, List<FeatureRollout> others) {
        Set<String> flags = flags(rollout).collect(Collectors.toSet());
        return others.stream()
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(rollout.getMetadata().getUid()))
                .filter(other -> !other.isMarkedForDeletion())
                .filter(other -> flags(other).anyMatch(flags::contains))
                .filter(other -> STRONGEST_FIRST.compare(other, rollout) < 0)
                .filter(Claims::couldMoveAnything)
                .map(other -> other.getMetadata().getName())
                .findFirst();
    }

    /** One that never had a valid spec claims nothing: it must not stand in another's way. */
    private static boolean couldMoveAnything(FeatureRollout rollout) {
        return InForce.of(
                        rollout.getMetadata().getNamespace(),
                        rollout.getMetadata().getName(),
                        rollout.getSpec(),
                        rollout.getStatus())
                .plan()
                .isPresent();
    }

    /** Returns the names of the ConfigMaps a rollout refers to. */
    static Stream<String> configMaps(FeatureRollout rollout) {
        return specs(rollout)
                .map(FlagSpec::configMapRef)
                .filter(ref -> ref != null && ref.name() != null)
                .map(ConfigMapRef::name)
                .distinct();
    }

    private static Stream<String> flags(FeatureRollout rollout) {
        return specs(rollout)
                .filter(flag -> flag.configMapRef() != null)
                .map(flag ->
                        flag.configMapRef().name() + "/" + flag.configMapRef().key() + "#"
                                + Optional.ofNullable(flag.flag()).orElse(flag.path()));
    }

    private static Stream<FlagSpec> specs(FeatureRollout rollout) {
        return Stream.ofNullable(rollout.getSpec())
                .flatMap(spec -> Stream.ofNullable(spec.flags()))
                .flatMap(List::stream);
    }
}
