package dev.featurerollout.watch;

import dev.featurerollout.apply.configmap.ConfigMaps;
import io.fabric8.kubernetes.api.model.ConfigMap;

/** The labelled ConfigMaps as the informer last heard of them. */
public final class InformedConfigMaps extends InformedObjects<ConfigMap> implements ConfigMaps.Cache {}
