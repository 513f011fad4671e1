package dev.featurerollout.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An endpoint with the HTTP API of Prometheus, and how to get in. Mirrors crds/, which is the API. */
@Group(FeatureRollout.GROUP)
@Version(FeatureRollout.VERSION)
@Singular("metricsprovider")
@Plural("metricsproviders")
public final class MetricsProvider extends CustomResource<MetricsProviderSpec, MetricsProviderStatus> {}
