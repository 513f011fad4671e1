package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The percentage never rises above the stage, never skips one, and never without fresh passing evidence. */
final class Rule1 extends Chronicle {
    private FeatureRolloutStatus statusThen;
    private Instant raisedAt = Instant.MIN;
    private Instant raisedBeforeThePass = Instant.MIN;

    /** The attempt in which a guardrail failed that rolls nothing back, until a person has decided. */
    private Optional<Long> undecided = Optional.empty();

    private boolean suspendedSince;

    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        for (FlagSetup flag : theatre.history().setup().flags()) {
            boolean here = flag.configMapName().equals(after.getMetadata().getName());
            if (here) {
                BigDecimal to = flag.percentage(after).orElse(BigDecimal.ZERO);
                flag.percentage(before)
                        .filter(from -> to.compareTo(from) > 0)
                        .ifPresent(from -> raised(flag, from, to));
            }
        }
    }

    private void raised(FlagSetup flag, BigDecimal from, BigDecimal to) {
        String what = flag.name() + " was raised from " + from + " to " + to + " at " + theatre.instant();
        FeatureRolloutStatus status = theatre.status().orElseThrow();
        FeatureRolloutSpec spec = theatre.inForce();
        raisedAt = theatre.instant();
        assertThat(undecided.filter(attempt -> attempt == status.attempt().number()))
                .as("a failed guardrail on which nobody has decided, when %s", what)
                .isEmpty();
        assertThat(Truth.isActive(status))
                .as("an attempt is under way when %s", what)
                .isTrue();
        BigDecimal first = Truth.rungs(spec).get(0).percentage();
        if (status.stage() == null || isReleasedBySuspend()) {
            assertThat(to).as("the first stage: %s", what).isEqualByComparingTo(first);
            return;
        }
        BigDecimal confirmed = Truth.confirmed(status);
        assertThat(to)
                .as("the stage after %s: %s", confirmed, what)
                .isEqualByComparingTo(Truth.above(spec, confirmed).orElseThrow().percentage());
        Truth.Rung stage = Truth.at(spec, confirmed).orElseThrow();
        for (CriterionSpec criterion : stage.acting()) {
            Instant look = Truth.newestLook(criterion, status.stage().effectiveAt(), theatre.passBeganAt())
                    .orElseThrow(() -> new AssertionError("no look at " + criterion.name() + " yet, but " + what));
            assertThat(truth().says(criterion, status.stage().effectiveAt(), look))
                    .as("%s at %s, when %s", criterion.name(), look, what)
                    .isEqualTo(Truth.Says.PASS);
        }
        assertThat(baked(confirmed, theatre.instant()))
                .as("bake time when %s", what)
                .isGreaterThanOrEqualTo(stage.bakeTime());
    }

    @Override
    void passBegins() {
        theatre.metrics().questions();
        raisedBeforeThePass = raisedAt;
        statusThen = theatre.status().orElse(null);
    }

    /** No look of a stage sees data from before it. */
    @Override
    void passEnded() {
        super.passEnded();
        if (Truth.isActive(statusThen) && statusThen.stage() != null) {
            // A raise that is not confirmed yet is of the next stage; the questions are about this one.
            boolean isOfThisStage = statusThen.target() == null;
            Instant changed = raisedBeforeThePass.equals(Instant.MIN) || !isOfThisStage
                    ? Instant.MIN
                    : raisedBeforeThePass.plusSeconds(theatre.history().setup().delay());
            theatre.metrics()
                    .questions()
                    .forEach(question -> assertThat(question.from())
                            .as("beginning of %s", question)
                            .isAfterOrEqualTo(statusThen.stage().effectiveAt())
                            .isAfterOrEqualTo(changed));
        }
        noteFailure();
    }

    /** What failed asks for a person, even when it passes again; judged by the looks that the pass could take. */
    private void noteFailure() {
        FeatureRolloutStatus status = theatre.status().orElse(null);
        boolean sameStage = Truth.isActive(statusThen)
                && Truth.isActive(status)
                && statusThen.stage() != null
                && status.stage() != null
                && statusThen.stage().effectiveAt().equals(status.stage().effectiveAt());
        boolean automatic = !Boolean.FALSE.equals(theatre.inForce().rollback().automatic());
        if (!sameStage
                || automatic
                || theatre.metricsAreAway()
                || theatre.faults().struck()) {
            return;
        }
        boolean failed = Truth.at(theatre.inForce(), Truth.confirmed(statusThen)).orElseThrow().acting().stream()
                .filter(Truth::isGuardrail)
                .anyMatch(criterion -> truth().acts(
                                criterion,
                                status.stage().effectiveAt(),
                                Truth.looks(
                                        criterion,
                                        status.stage().effectiveAt(),
                                        editedAt(criterion),
                                        theatre.passBeganAt())));
        if (failed && undecided.isEmpty()) {
            undecided = Optional.of(status.attempt().number());
            suspendedSince = false;
        }
    }

    /** Suspending the rollout after the failure, and resuming it, is a decision. */
    @Override
    void acted(History.Act act) {
        super.acted(act);
        boolean suspended = Boolean.TRUE.equals(theatre.inForce().suspend());
        if (undecided.isPresent() && suspended) {
            suspendedSince = true;
        } else if (suspendedSince) {
            suspendedSince = false;
            undecided = Optional.empty();
        }
    }
}
