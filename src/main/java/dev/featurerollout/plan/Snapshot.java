package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything about one rollout that a decision may look at, apart from measurements, as of one instant.
 *
 * @param resourceVersion of the rollout, for compare-and-set of its status
 * @param generation of the spec
 * @param deleted whether deletion was asked for
 * @param spec as it stands, valid or not
 * @param status as last written; null before the first time
 * @param flags what was found: for each flag of the plan in force, and each that an attempt has moved
 * @param collapse what {@code completion.collapse} can do to the flags of the plan; asked for only when it is needed
 * @param claim of another rollout that is stronger
 * @param relations the rollouts it depends on, and those that depend on it
 * @param baseProblem why a document does not follow the base that it is generated from
 */
public record Snapshot(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        long generation,
        boolean deleted,
        FeatureRolloutSpec spec,
        FeatureRolloutStatus status,
        InForce inForce,
        Map<FlagTarget, FlagState> flags,
        Supplier<Map<FlagTarget, Collapse>> collapse,
        Optional<Claim> claim,
        Relations relations,
        Optional<String> baseProblem) {
    public Snapshot {
        flags = Map.copyOf(flags);
    }

    /** Returns the snapshot as it would be taken after the status and the flags were written. */
    public Snapshot after(FeatureRolloutStatus written, Map<FlagTarget, FlagState> flagsNow) {
        return new Snapshot(
                namespace,
                name,
                uid,
                resourceVersion,
                generation,
                deleted,
                spec,
                written,
                inForce,
                flagsNow,
                collapse,
                claim,
                relations,
                baseProblem);
    }

    public Progress progress() {
        return Progress.of(status);
    }
}
