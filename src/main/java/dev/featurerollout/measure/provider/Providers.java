package dev.featurerollout.measure.provider;

import dev.featurerollout.api.v1alpha1.MetricsProvider;

/** The MetricsProviders there are. */
@FunctionalInterface
public interface Providers {
    /** None at all. */
    Providers NONE = name -> new Absent();

    /** What is known of a name. */
    sealed interface Found {}

    /** There is one. */
    record Present(MetricsProvider provider) implements Found {}

    /** There is none. */
    record Absent() implements Found {}

    /**
     * Whether there is one is not known now.
     *
     * @param why for people, and how to fix it
     */
    record Unknown(String why) implements Found {}

    Found find(String name);
}
