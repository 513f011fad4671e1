package dev.featurerollout.model;

import java.util.List;
import java.util.Optional;

/**
 * Where one flag lives, and what a rollout may do to it there.
 *
 * @param name the flag's name in the rollout
 * @param holder what holds the document
 * @param key the key under a ConfigMap's {@code data}; of a FeatureFlag {@value #FLAG_SPEC}
 * @param flag the flag's key in the document; empty for {@code Plain}
 * @param variation the variation that is rolled out; empty where the format has no names for them
 * @param path Plain only: JSON Pointer or property name; empty when the whole value is the number
 * @param create whether the rule is added where the flag has none
 * @param audiences all audiences of the rollout, in the order in which they are given the feature
 * @param from what the document is generated from; empty where the document itself is the source
 */
public record FlagTarget(
        String name,
        Holder holder,
        String key,
        FlagFormatName format,
        Optional<String> flag,
        Optional<String> variation,
        Optional<String> path,
        boolean create,
        List<Audience> audiences,
        Optional<BaseDocument> from) {
    /** The key of a FeatureFlag's document, which is its {@code spec.flagSpec} as JSON. */
    public static final String FLAG_SPEC = "flagSpec.json";

    public FlagTarget {
        audiences = List.copyOf(audiences);
    }

    /** A flag of a ConfigMap whose rule is there, and that is rolled out by percentages alone. */
    public FlagTarget(
            String name,
            String configMap,
            String key,
            FlagFormatName format,
            Optional<String> flag,
            Optional<String> variation,
            Optional<String> path) {
        this(name, Holder.configMap(configMap), key, format, flag, variation, path, false, List.of(), Optional.empty());
    }

    /** Returns this flag with the rule added where there is none. */
    public FlagTarget creating() {
        return new FlagTarget(name, holder, key, format, flag, variation, path, true, audiences, from);
    }

    /** Returns this flag with the audiences of its rollout. */
    public FlagTarget with(List<Audience> all) {
        return new FlagTarget(name, holder, key, format, flag, variation, path, create, all, from);
    }

    /** Returns this flag in a document that is generated from {@code base}. */
    public FlagTarget from(BaseDocument base) {
        return new FlagTarget(name, holder, key, format, flag, variation, path, create, audiences, Optional.of(base));
    }

    /** Returns this flag as it is in the base of its document. */
    public FlagTarget inBase() {
        BaseDocument base = from.orElseThrow();
        return new FlagTarget(
                name,
                Holder.configMap(base.configMap()),
                base.key(),
                format,
                flag,
                variation,
                path,
                create,
                audiences,
                Optional.empty());
    }

    /** Returns the document for people, such as {@code shop-flags/flags.json}. */
    public String document() {
        return holder.kind() == Holder.Kind.ConfigMap ? holder.name() + "/" + key : holder.toString();
    }

    /** Returns where it is and what it is called there, as one text: equal only for what reads and writes the same. */
    public String place() {
        String called = flag.map(name -> name + variation.map(on -> "=" + on).orElse(""))
                .or(() -> path)
                .orElse("");
        return format + " " + document() + "#" + called;
    }

    /** Returns what tells one flag from another: two targets with the same identity are the same flag. */
    public String identity() {
        return document() + "#" + flag.or(() -> path).orElse("");
    }
}
