package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Templates;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** What a rollout meets where it is applied. Only read. */
interface Surroundings {

    /** Returns the status of a rollout; empty if it is not there yet. */
    Optional<FeatureRolloutStatus> status(String namespace, String name);

    /** Returns a ConfigMap, or a FeatureFlag as a generic resource. */
    Optional<? extends HasMetadata> holder(String namespace, Holder holder);

    /** Returns the templates that rollouts of a namespace may refer to. */
    Templates templates(String namespace);
}
