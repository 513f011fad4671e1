package dev.featurerollout.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** The labelled FeatureFlags as the informer last heard of them. */
public final class InformedFeatureFlags extends InformedObjects<GenericKubernetesResource> {}
