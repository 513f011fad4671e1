package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.MetricsProvider;
import java.util.Optional;

/** The MetricsProviders there are. */
@FunctionalInterface
public interface Providers {
    /** None at all. */
    Providers NONE = name -> Optional.empty();

    Optional<MetricsProvider> get(String name);
}
