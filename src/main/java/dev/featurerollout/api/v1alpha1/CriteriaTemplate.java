package dev.featurerollout.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Success criteria for the rollouts of one namespace. Mirrors crds/, which is the API. */
@Group(FeatureRollout.GROUP)
@Version(FeatureRollout.VERSION)
@Singular("criteriatemplate")
@Plural("criteriatemplates")
public final class CriteriaTemplate extends CustomResource<CriteriaTemplateSpec, Void> implements Namespaced {}
