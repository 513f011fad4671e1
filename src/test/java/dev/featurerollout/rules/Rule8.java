package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;

/** An invalid edit is told of, and the last valid spec goes on being watched (which {@link Rule2} sees to). */
final class Rule8 extends Chronicle {
    @Override
    void passEnded() {
        super.passEnded();
        FeatureRolloutStatus status = theatre.status().orElse(null);
        boolean told = theatre.isBroken()
                && Truth.isActive(status)
                && status.stage() != null
                && isUndisturbed()
                && !theatre.faults().struck();
        if (!told) {
            return;
        }
        Condition ready = status.conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow();
        assertThat(ready.reason()).as("state at %s", theatre.instant()).isEqualTo("InvalidSpec");
        assertThat(ready.message()).contains("spec.");
        assertThat(status.accepted().spec().suspend()).isNotEqualTo("falling");
        assertThat(status.plan()).noneMatch(stage -> stage.name().equals("falling"));
    }
}
