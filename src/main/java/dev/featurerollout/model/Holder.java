package dev.featurerollout.model;

/** The object that holds a flag's document, in the namespace of the rollout. */
public record Holder(Kind kind, String name) {

    /** What holds documents of flags. */
    public enum Kind {
        ConfigMap,
        /** The OpenFeature Operator's resource, whose flags are structured and not a text. */
        FeatureFlag
    }

    public static Holder configMap(String name) {
        return new Holder(Kind.ConfigMap, name);
    }

    public static Holder featureFlag(String name) {
        return new Holder(Kind.FeatureFlag, name);
    }

    public boolean isConfigMap() {
        return kind == Kind.ConfigMap;
    }

    /** Returns the holder for people, such as {@code ConfigMap shop-flags}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
