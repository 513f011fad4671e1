package dev.featurerollout.report;

/** What is measured about MetricsProviders. */
public interface ProviderMeter {
    /** This is how a provider answered the last probe. */
    void provider(String name, boolean up);

    /** The provider is gone. */
    void providerGone(String name);
}
