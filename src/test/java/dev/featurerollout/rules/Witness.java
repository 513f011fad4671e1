package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;

/** Watches a history as it is played, and complains when a rule is broken. */
class Witness {
    /** The history as it stands now. */
    protected Theatre theatre;

    final void attend(Theatre played) {
        theatre = played;
    }

    /** Something was done to the rollout or its ConfigMaps. */
    void acted(History.Act act) {}

    /** The operator begins a pass. */
    void passBegins() {}

    /** The operator changed a ConfigMap. */
    void flagsWritten(ConfigMap before, ConfigMap after) {}

    /** The operator wrote a status. */
    void statusWritten(FeatureRolloutStatus before, FeatureRolloutStatus after) {}

    /** The pass is over, by its end or by the operator's. */
    void passEnded() {}

    /** The history is over. */
    void ended() {}
}
