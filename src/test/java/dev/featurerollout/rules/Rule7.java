package dev.featurerollout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;

/** Only labelled ConfigMaps are touched. */
final class Rule7 extends Witness {
    @Override
    void flagsWritten(ConfigMap before, ConfigMap after) {
        assertThat(Theatre.isLabelled(before))
                .as("label of %s at %s", before.getMetadata().getName(), theatre.instant())
                .isTrue();
    }
}
