package dev.featurerollout.apply;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.ConditionStatus;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Observation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code FlagsSound}: whether the documents hold a trap for the flags that are rolled out.
 *
 * <p>A document may have a megabyte, so it is looked at when an attempt begins, and again only after somebody else
 * wrote it. What is fatal is refused when the flag is read; here are the warnings.
 */
public final class FlagLint implements Inspection {
    static final String TYPE = "FlagsSound";

    private static final int MOST = 5;

    private final FlagStore flags;

    public FlagLint(FlagStore flags) {
        this.flags = flags;
    }

    @Override
    public Optional<Observation> inspect(Situation situation, Decision.Intend intend) {
        if (!intend.newAttempt() && wasTold(situation) && !wereEdited(situation)) {
            return Optional.empty();
        }
        try {
            String namespace = situation.snapshot().namespace();
            return Optional.of(observation(situation.flags().all().stream()
                    .map(flag -> flag.target())
                    .flatMap(target -> traps(namespace, target))
                    .distinct()
                    .toList()));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** A trap as it is told: two flags of a document may be in the same. */
    private record Told(String rule, String text) {}

    private static boolean wasTold(Situation situation) {
        return Stream.ofNullable(situation.snapshot().status().conditions())
                .flatMap(List::stream)
                .map(Condition::type)
                .anyMatch(TYPE::equals);
    }

    /** The version that the status has is that of the last write of this rollout. */
    private static boolean wereEdited(Situation situation) {
        List<FlagStatus> written =
                Optional.ofNullable(situation.snapshot().status().flags()).orElse(List.of());
        return !situation.flags().all().stream()
                .allMatch(flag -> written.stream()
                        .filter(status -> status.name().equals(flag.target().name()))
                        .anyMatch(status -> Objects.equals(
                                status.resourceVersion(), flag.resourceVersion().orElse(null))));
    }

    private Stream<Told> traps(String namespace, FlagTarget target) {
        return flags
                .document(namespace, target)
                .map(document -> Formats.of(target).lint(document, Optional.of(target)))
                .orElse(List.of())
                .stream()
                .filter(trap -> !trap.fatal())
                .map(trap -> told(target, trap));
    }

    private static Told told(FlagTarget target, Trap trap) {
        return new Told(
                trap.rule(),
                target.document() + ":" + trap.line() + ":" + trap.column() + ": " + trap.message() + " [" + trap.rule()
                        + "]");
    }

    private static Observation observation(List<Told> found) {
        if (found.isEmpty()) {
            return new Observation(
                    TYPE, ConditionStatus.True, "NothingFound", "the linter has nothing to say about the flags");
        }
        String told = found.stream().limit(MOST).map(Told::text).collect(Collectors.joining("; "));
        int more = found.size() - MOST;
        return new Observation(
                TYPE,
                ConditionStatus.False,
                camelCase(found.get(0).rule()),
                more > 0 ? told + "; and " + more + " more: featurerollout flags lint tells all" : told);
    }

    /** Reasons of conditions have no hyphens. */
    private static String camelCase(String rule) {
        return Arrays.stream(rule.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
