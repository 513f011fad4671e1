package dev.featurerollout.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One feature, its stages, what must hold, and how it goes back. Mirrors crds/, which is the API. */
@Group(FeatureRollout.GROUP)
@Version(FeatureRollout.VERSION)
@Singular("featurerollout")
@Plural("featurerollouts")
@ShortNames("fr")
public final class FeatureRollout extends CustomResource<FeatureRolloutSpec, FeatureRolloutStatus>
        implements Namespaced {
    public static final String GROUP = "featurerollout.dev";
    public static final String VERSION = "v1alpha1";
}
