package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whoever has the feature is guarded: from the first flag written, guardrails are evaluated.
 *
 * <p>{@link Rule2} judges the stages that were entered; here it is the time before the first of them.
 */
final class Rule11 extends Chronicle {
    private final Originals originals = new Originals();
    private Optional<String> due = Optional.empty();

    @Override
    void passBegins() {
        due = theatre.status().filter(Rule11::isEntering).flatMap(this::failed);
    }

    private static boolean isEntering(FeatureRolloutStatus status) {
        return Truth.isActive(status)
                && status.stage() == null
                && status.target() != null
                && status.target().exposedSince() != null;
    }

    private Optional<String> failed(FeatureRolloutStatus status) {
        FeatureRolloutSpec spec = theatre.inForce();
        boolean automatic = !Boolean.FALSE.equals(spec.rollback().automatic());
        if (!automatic || theatre.metricsAreAway()) {
            return Optional.empty();
        }
        Instant effectiveAt = effectiveAt(status);
        return Truth.at(spec, new BigDecimal(status.target().percentage())).stream()
                .flatMap(stage -> stage.acting().stream())
                .filter(Truth::isGuardrail)
                .filter(criterion -> truth().acts(
                                criterion,
                                effectiveAt,
                                Truth.looks(criterion, effectiveAt, editedAt(criterion), theatre.instant())))
                .map(CriterionSpec::name)
                .findFirst();
    }

    private Instant effectiveAt(FeatureRolloutStatus status) {
        Instant wholeSecond = status.target()
                .exposedSince()
                .plus(1, ChronoUnit.SECONDS)
                .minusNanos(1)
                .truncatedTo(ChronoUnit.SECONDS);
        return wholeSecond.plusSeconds(theatre.history().setup().delay());
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        super.statusWritten(before, after);
        originals.statusWritten(theatre, before, after);
    }

    @Override
    void passEnded() {
        super.passEnded();
        FeatureRolloutStatus status = theatre.status().orElse(null);
        if (theatre.faults().struck() || !Truth.isActive(status)) {
            return;
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            theatre.percentage(flag)
                    .filter(live -> live.compareTo(originals.of(flag)) > 0)
                    .ifPresent(live -> assertThat(isGuarded(status))
                            .as("%s is at %s and guarded at %s", flag.name(), live, theatre.instant())
                            .isTrue());
        }
        assertThat(status.rollback() != null || due.isEmpty())
                .as("rolled back at %s, as %s has failed", theatre.instant(), due)
                .isTrue();
    }

    private static boolean isGuarded(FeatureRolloutStatus status) {
        return status.stage() != null
                || status.rollback() != null
                || status.target() != null && status.target().exposedSince() != null;
    }
}
