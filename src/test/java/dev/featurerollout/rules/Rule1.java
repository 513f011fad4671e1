package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.math.BigDecimal;
import java.time.Instant;

/** The percentage never rises above the stage, never skips one, and never without fresh passing evidence. */
final class Rule1 extends Chronicle {
    private FeatureRolloutStatus statusThen;

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
            Instant look = Truth.newestLook(criterion, status.stage().effectiveAt(), theatre.instant())
                    .orElseThrow(() -> new AssertionError("no look at " + criterion.name() + " yet, but " + what));
            assertThat(truth().says(criterion, look))
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
        statusThen = theatre.status().orElse(null);
    }

    /** No look of a stage sees data from before it. */
    @Override
    void passEnded() {
        super.passEnded();
        if (Truth.isActive(statusThen) && statusThen.stage() != null) {
            theatre.metrics()
                    .questions()
                    .forEach(question -> assertThat(question.from())
                            .as("beginning of %s", question)
                            .isAfterOrEqualTo(statusThen.stage().effectiveAt()));
        }
    }
}
