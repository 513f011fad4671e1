package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Missing knowledge is not success and not failure: it holds. */
final class Rule3 extends Chronicle {
    private boolean acted;

    @Override
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        boolean begins = after.rollback() != null && (before == null || before.rollback() == null);
        if (begins && (before == null || before.failedGuardrail() == null)) {
            justify(before, after);
        }
        if (after.failedGuardrail() != null && before.failedGuardrail() == null) {
            justifyFailure(before, after.failedGuardrail().criterion());
        }
        if (Truth.isActive(after) && !Truth.isActive(before)) {
            assertThat(theatre.hasBeenAnswered())
                    .as("every query was answered when it began at %s", theatre.instant())
                    .isTrue();
        }
        super.statusWritten(before, after);
    }

    private void justify(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        switch (after.rollback().reason()) {
            case "Requested" ->
                assertThat(specs())
                        .anyMatch(spec -> Boolean.TRUE.equals(spec.rollback().requested()));
            case "HoldDeadlineExceeded" ->
                assertThat(Duration.between(before.hold().since(), theatre.instant()))
                        .isGreaterThanOrEqualTo(DurationText.parse(
                                theatre.inForce().holdDeadline().after()));
            default -> justifyFailure(before, after.rollback().criterion());
        }
    }

    private void justifyFailure(FeatureRolloutStatus before, String failed) {
        BigDecimal percentage = Truth.confirmed(before);
        List<CriterionSpec> versions = specs().stream()
                .flatMap(spec -> Truth.at(spec, percentage).stream())
                .flatMap(rung -> rung.acting().stream())
                .filter(criterion -> criterion.name().equals(failed))
                .distinct()
                .toList();
        assertThat(versions)
                .as("%s is said to have failed at %s", failed, theatre.instant())
                .anyMatch(version ->
                        mayHaveFailed(version, versions, before.stage().effectiveAt()));
    }

    private boolean mayHaveFailed(CriterionSpec version, List<CriterionSpec> versions, Instant effectiveAt) {
        int inRow = 0;
        int all = 0;
        for (Instant look : Truth.looks(version, effectiveAt, effectiveAt, theatre.instant())) {
            if (versions.stream().anyMatch(any -> truth().says(any, effectiveAt, look) == Truth.Says.FAIL)) {
                inRow++;
                all++;
            } else if (truth().says(version, effectiveAt, look) != Truth.Says.NOTHING_KNOWN) {
                inRow = 0;
            }
            boolean overBudget = version.failureBudget() != null && all >= version.failureBudget();
            if (inRow >= version.failureLimit() || overBudget) {
                return true;
            }
        }
        return false;
    }

    @Override
    void acted(History.Act act) {
        super.acted(act);
        acted = true;
    }

    @Override
    void passEnded() {
        super.passEnded();
        boolean actedNow = acted;
        acted = false;
        FeatureRolloutStatus status = theatre.status().orElse(null);
        FeatureRolloutSpec spec = theatre.inForce();
        boolean watched = Truth.isActive(status)
                && status.stage() != null
                && isUndisturbed()
                && !actedNow
                && !theatre.isBroken()
                && !theatre.faults().struck()
                && !Boolean.TRUE.equals(spec.suspend())
                && status.rollback() == null;
        if (!watched) {
            return;
        }
        Truth.Rung stage = Truth.at(spec, Truth.confirmed(status)).orElseThrow();
        for (CriterionSpec criterion : stage.vouching()) {
            Truth.newestLook(criterion, status.stage().effectiveAt(), theatre.instant())
                    .filter(look -> isUnknown(criterion, status.stage().effectiveAt(), look))
                    .ifPresent(look -> assertThat(reason(status))
                            .as("state at %s with nothing known of %s at %s", theatre.instant(), criterion.name(), look)
                            .isIn(Set.of("Holding", "InvalidQuery")));
        }
    }

    private boolean isUnknown(CriterionSpec criterion, Instant effectiveAt, Instant look) {
        boolean asked = !lastAnswered().isBefore(look.plus(Truth.LAG));
        // While its window is not full yet, silence may only mean that nothing has been counted so far.
        Instant full = effectiveAt.plus(DurationText.parse(criterion.window()));
        return !asked || !look.isBefore(full) && truth().says(criterion, effectiveAt, look) == Truth.Says.NOTHING_KNOWN;
    }

    private static String reason(FeatureRolloutStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(Condition::reason)
                .findFirst()
                .orElseThrow();
    }
}
