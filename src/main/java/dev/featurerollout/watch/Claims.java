package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Claim;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Templates;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may move a flag when several rollouts name it: the one that is already moving it, else the oldest that has still
 * to move it, else the one that was the last to.
 */
final class Claims {
    private enum Standing {
        Active,
        NotBegun,
        Ended
    }

    private static final Comparator<FeatureRollout> STRONGEST_FIRST = Comparator.comparing(Claims::standing)
            .thenComparing(Claims::endedAt, Comparator.reverseOrder())
            .thenComparing(rollout -> Optional.ofNullable(rollout.getMetadata().getCreationTimestamp())
                    .orElse(""))
            .thenComparing(rollout -> rollout.getMetadata().getName());

    private Claims() {}

    private static Standing standing(FeatureRollout rollout) {
        Optional<Progress.Attempt> attempt = Progress.of(rollout.getStatus()).attempt();
        if (attempt.isEmpty()) {
            return Standing.NotBegun;
        }
        if (attempt.get().outcome().isEmpty()) {
            return Standing.Active;
        }
        String asked = Optional.ofNullable(rollout.getSpec())
                .map(FeatureRolloutSpec::revision)
                .orElse("");
        return attempt.get().revision().equals(asked) ? Standing.Ended : Standing.NotBegun;
    }

    private static Instant endedAt(FeatureRollout rollout) {
        return standing(rollout) == Standing.Ended
                ? Optional.ofNullable(rollout.getStatus().attempt().finishedAt())
                        .orElse(Instant.EPOCH)
                : Instant.EPOCH;
    }

    /** Returns the stronger claim of another rollout, if there is one. */
    static Optional<Claim> strongerThan(FeatureRollout rollout, List<FeatureRollout> others, Templates templates) {
        List<FlagTarget> flags = flags(rollout, templates);
        return others.stream()
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(rollout.getMetadata().getUid()))
                .filter(other -> !other.isMarkedForDeletion())
                .filter(other -> STRONGEST_FIRST.compare(other, rollout) < 0)
                .flatMap(other -> contested(flags, flags(other, templates)).stream()
                        .map(what -> new Claim(other.getMetadata().getName(), what)))
                .findFirst();
    }

    private static Optional<Claim.What> contested(List<FlagTarget> flags, List<FlagTarget> others) {
        Set<String> identities = others.stream().map(FlagTarget::identity).collect(Collectors.toSet());
        Map<String, Optional<BaseDocument>> bases = others.stream()
                .collect(Collectors.toMap(FlagTarget::document, FlagTarget::from, (first, second) -> first));
        if (flags.stream().anyMatch(flag -> identities.contains(flag.identity()))) {
            return Optional.of(Claim.What.Flag);
        }
        return flags.stream().allMatch(flag -> flag.from().equals(bases.getOrDefault(flag.document(), flag.from())))
                ? Optional.empty()
                : Optional.of(Claim.What.Base);
    }

    /**
     * Returns the flags of the plan in force: an edit that is refused takes no flag and gives none away, and a rollout
     * that never had a valid spec claims nothing.
     */
    static List<FlagTarget> flags(FeatureRollout rollout, Templates templates) {
        return InForce.of(
                        rollout.getMetadata().getNamespace(),
                        rollout.getMetadata().getName(),
                        rollout.getSpec(),
                        rollout.getStatus(),
                        templates)
                .plan()
                .map(Plan::flags)
                .orElse(List.of());
    }

    /** Whether a document is, or was in the last valid spec, generated. */
    static boolean namesABase(FeatureRollout rollout) {
        return flagSpecs(rollout).anyMatch(flag -> flag.from() != null);
    }

    /** Returns what holds the flags a rollout refers to, bases too, now or in its last valid spec, or has moved. */
    static Stream<Holder> holders(FeatureRollout rollout) {
        Stream<Holder> recorded = Progress.of(rollout.getStatus()).flags().stream()
                .map(known -> known.target().holder());
        return Stream.concat(flagSpecs(rollout).flatMap(Claims::holders), recorded)
                .distinct();
    }

    private static Stream<FlagSpec> flagSpecs(FeatureRollout rollout) {
        return specs(rollout).flatMap(spec -> Stream.ofNullable(spec.flags())).flatMap(List::stream);
    }

    private static Stream<Holder> holders(FlagSpec flag) {
        return Stream.concat(
                Stream.of(Optional.ofNullable(flag.configMapRef()), Optional.ofNullable(flag.from()))
                        .flatMap(Optional::stream)
                        .flatMap(ref -> Stream.ofNullable(ref.name()))
                        .map(Holder::configMap),
                Stream.ofNullable(flag.featureFlagRef())
                        .flatMap(ref -> Stream.ofNullable(ref.name()))
                        .map(Holder::featureFlag));
    }

    /** Returns the spec of a rollout, and its last valid one. */
    static Stream<FeatureRolloutSpec> specs(FeatureRollout rollout) {
        Stream<FeatureRolloutSpec> accepted = Stream.ofNullable(rollout.getStatus())
                .flatMap(status -> Stream.ofNullable(status.accepted()))
                .flatMap(last -> Stream.ofNullable(last.spec()));
        return Stream.concat(Stream.ofNullable(rollout.getSpec()), accepted);
    }
}
