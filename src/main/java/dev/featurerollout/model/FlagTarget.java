package dev.featurerollout.model;

import java.util.Optional;

/**
 * Where one flag lives: a key of a ConfigMap, and the flag inside that document.
 *
 * @param name the flag's name in the rollout
 * @param configMap name of the ConfigMap, in the namespace of the rollout
 * @param key the key under the ConfigMap's {@code data}
 * @param flag the flag's key in the document; empty for {@code Plain}
 * @param variation the variation that is rolled out; empty where the format has no names for them
 * @param path Plain only: JSON Pointer or property name; empty when the whole value is the number
 */
public record FlagTarget(
        String name,
        String configMap,
        String key,
        FlagFormatName format,
        Optional<String> flag,
        Optional<String> variation,
        Optional<String> path) {

    /** Returns where it is and what it is called there, as one text: equal only for what reads and writes the same. */
    public String place() {
        String called = flag.map(name -> name + variation.map(on -> "=" + on).orElse(""))
                .or(() -> path)
                .orElse("");
        return format + " " + configMap + "/" + key + "#" + called;
    }

    /** Returns what tells one flag from another: two targets with the same identity are the same flag. */
    public String identity() {
        return configMap + "/" + key + "#" + flag.or(() -> path).orElse("");
    }
}
