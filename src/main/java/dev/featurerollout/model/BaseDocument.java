package dev.featurerollout.model;

/**
 * A document that Git owns, from which the one with the flags is generated.
 *
 * @param configMap in the namespace of the rollout
 * @param key under the ConfigMap's {@code data}
 */
public record BaseDocument(String configMap, String key) {
    /** Returns the document for people, such as {@code shop-flags-base/flags.json}. */
    @Override
    public String toString() {
        return configMap + "/" + key;
    }
}
