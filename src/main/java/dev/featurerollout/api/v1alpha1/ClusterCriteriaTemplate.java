package dev.featurerollout.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Success criteria for the rollouts of all namespaces. Mirrors crds/, which is the API. */
@Group(FeatureRollout.GROUP)
@Version(FeatureRollout.VERSION)
@Singular("clustercriteriatemplate")
@Plural("clustercriteriatemplates")
public final class ClusterCriteriaTemplate extends CustomResource<CriteriaTemplateSpec, Void> {}
