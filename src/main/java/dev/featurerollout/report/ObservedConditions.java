package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Observation;
import java.time.Instant;
import java.util.List;

/** What was observed beside the decision, as conditions; one that is not observed anew stays as it was. */
public final class ObservedConditions {
    private ObservedConditions() {}

    /** Returns the status with what was observed at {@code now}. */
    public static FeatureRolloutStatus into(FeatureRolloutStatus status, List<Observation> observations, Instant now) {
        StatusDraft draft = StatusDraft.of(status);
        Conditions conditions = new Conditions(draft.conditions, draft.observedGeneration, now);
        observations.forEach(seen -> conditions.set(seen.type(), seen.status().name(), seen.reason(), seen.message()));
        draft.conditions = conditions.all();
        return draft.finish();
    }
}
