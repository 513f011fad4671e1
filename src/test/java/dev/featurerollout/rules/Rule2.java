package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A rollback never waits, and after it the rollout stays down until the revision changes. */
final class Rule2 extends Chronicle {
    private Optional<String> due = Optional.empty();
    private FeatureRolloutStatus statusThen;
    private String downAtRevision;

    @Override
    void passBegins() {
        statusThen = theatre.status().orElse(null);
        due = whyDue();
    }

    private Optional<String> whyDue() {
        FeatureRolloutSpec spec = theatre.inForce();
        if (statusThen == null || statusThen.attempt() == null) {
            return Optional.empty();
        }
        boolean down = "RolledBack".equals(statusThen.attempt().outcome());
        if (!down && Boolean.TRUE.equals(spec.rollback().requested())) {
            return Optional.of("it was requested");
        }
        boolean automatic = !Boolean.FALSE.equals(spec.rollback().automatic());
        if (!Truth.isActive(statusThen) || statusThen.stage() == null || !automatic || theatre.metricsAreAway()) {
            return Optional.empty();
        }
        return Truth.at(spec, Truth.confirmed(statusThen)).orElseThrow().acting().stream()
                .filter(Truth::isGuardrail)
                .filter(this::acts)
                .map(criterion -> criterion.name() + " has failed")
                .findFirst();
    }

    private boolean acts(CriterionSpec criterion) {
        Instant effectiveAt = statusThen.stage().effectiveAt();
        Instant edited = editedAt(criterion);
        List<Instant> looks = Truth.looks(criterion, effectiveAt, edited, theatre.instant());
        return truth().acts(criterion, effectiveAt, looks);
    }

    @Override
    void passEnded() {
        super.passEnded();
        if (due.isEmpty()) {
            return;
        }
        if (!theatre.faults().interrupted()) {
            for (FlagSetup flag : theatre.history().setup().flags()) {
                theatre.percentage(flag)
                        .ifPresent(live -> assertThat(live)
                                .as("%s must be down at %s, for %s", flag.name(), theatre.instant(), due.get())
                                .isLessThanOrEqualTo(bottom(flag)));
            }
            downAtRevision = statusThen.attempt().revision();
        }
    }

    private BigDecimal bottom(FlagSetup flag) {
        if ("Zero".equals(theatre.inForce().rollback().to())) {
            return BigDecimal.ZERO;
        }
        return statusThen.flags().stream()
                .filter(known -> known.name().startsWith(flag.name()))
                .map(FlagStatus::original)
                .map(original -> new BigDecimal(original.percentage()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        boolean sameRevision = theatre.inForce().revision().equals(downAtRevision);
        if (!sameRevision) {
            return;
        }
        for (FlagSetup flag : theatre.history().setup().flags()) {
            if (flag.configMapName().equals(after.getMetadata().getName())) {
                BigDecimal now = flag.percentage(after).orElse(BigDecimal.ZERO);
                assertThat(now)
                        .as("%s after a rollback, at %s", flag.name(), theatre.instant())
                        .isLessThanOrEqualTo(flag.percentage(before).orElse(new BigDecimal(100)));
            }
        }
    }

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        super.statusWritten(before, after);
        if (!theatre.inForce().revision().equals(downAtRevision)) {
            downAtRevision = null;
        }
    }
}
