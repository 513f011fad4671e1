package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.GeneratedDocument.Kept;
import dev.featurerollout.apply.configmap.GeneratedConfigMaps;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Templates;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets the documents of a rollout that are generated follow their bases, before anything is made of the flags in them. */
public final class Generation {
    /** When to try again what went wrong for another reason than the base, such as a right that was missing. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    private final GeneratedConfigMaps documents;
    private final Templates templates;

    public Generation(GeneratedConfigMaps documents, Templates templates) {
        this.documents = documents;
        this.templates = templates;
    }

    /**
     * Generates what is to be generated anew.
     *
     * @param others the rollouts that may have flags in the same documents, as last heard of
     * @param live asks for a rollout now
     * @return what keeps documents from following their bases; empty if nothing does
     */
    Optional<String> follow(
            FeatureRollout rollout,
            List<FeatureRollout> others,
            Function<FeatureRollout, Optional<FeatureRollout>> live) {
        Collection<FlagTarget> generated = generated(rollout);
        if (generated.isEmpty()
                || Claims.strongerThan(rollout, others, templates).isPresent()) {
            return Optional.empty();
        }
        String namespace = rollout.getMetadata().getNamespace();
        List<String> problems = generated.stream()
                .flatMap(flag -> documents.follow(namespace, flag, () -> kept(flag, rollout, others, live)).stream())
                .toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    /** Returns one flag for each document that is generated. */
    private Collection<FlagTarget> generated(FeatureRollout rollout) {
        return Claims.namesABase(rollout)
                ? Claims.flags(rollout, templates).stream()
                        .filter(flag -> flag.from().isPresent())
                        .collect(Collectors.toMap(FlagTarget::document, flag -> flag, (first, second) -> first))
                        .values()
                : List.of();
    }

    private List<Kept> kept(
            FlagTarget document,
            FeatureRollout rollout,
            List<FeatureRollout> others,
            Function<FeatureRollout, Optional<FeatureRollout>> live) {
        Stream<FeatureRollout> rest = others.stream()
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(rollout.getMetadata().getUid()));
        return Stream.concat(Stream.of(rollout), rest)
                .flatMap(each -> kept(document, each, live))
                .toList();
    }

    /**
     * A flag is kept from when its attempt has begun, as that recorded it; until then it follows the base. What was last
     * heard of may be from before that, and setting back a flag that moves would be wrong: so whoever has not begun is
     * asked.
     */
    private Stream<Kept> kept(
            FlagTarget document, FeatureRollout rollout, Function<FeatureRollout, Optional<FeatureRollout>> live) {
        List<Kept> known = kept(document, rollout.getStatus());
        boolean names = Claims.flags(rollout, templates).stream().anyMatch(flag -> isIn(document, flag));
        return known.isEmpty() && names
                ? live.apply(rollout).stream().flatMap(now -> kept(document, now.getStatus()).stream())
                : known.stream();
    }

    private static List<Kept> kept(FlagTarget document, FeatureRolloutStatus status) {
        return Progress.of(status).flags().stream()
                .filter(known -> isIn(document, known.target()))
                .map(known -> new Kept(known.target(), known.reach()))
                .toList();
    }

    private static boolean isIn(FlagTarget document, FlagTarget flag) {
        return flag.document().equals(document.document()) && flag.from().equals(document.from());
    }
}
