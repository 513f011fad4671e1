package dev.featurerollout.measure;

/** Whom to ask: the metric sources by the names that criteria give them. */
@FunctionalInterface
public interface MetricSources {

    /**
     * Returns the source of that name as the requester may ask it.
     *
     * <p>There always is one: of a provider that does not exist, or that does not serve the requester, it is one that
     * refuses every query and says why.
     */
    MetricSource of(String provider, Requester requester);

    /** Returns sources that are all the same one, whatever the name. */
    static MetricSources only(MetricSource source) {
        return (provider, requester) -> source;
    }
}
