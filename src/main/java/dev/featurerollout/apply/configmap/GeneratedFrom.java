package dev.featurerollout.apply.configmap;

import dev.featurerollout.model.BaseDocument;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which keys of a ConfigMap were generated, each from which text of which base; an annotation with a line for each key,
 * such as {@code flags.json: shop-flags-base/flags.json sha256:2c26b4...}.
 *
 * @param origins by key: the base and the hash of its text
 */
public record GeneratedFrom(Map<String, String> origins) {
    /** The annotation. Each apply must name it: it is ours, and what we do not name again is deleted. */
    public static final String ANNOTATION = "featurerollout.dev/generated-from";

    private static final String SEPARATOR = ": ";

    public GeneratedFrom {
        origins = Map.copyOf(origins);
    }

    static GeneratedFrom of(ConfigMap configMap) {
        return new GeneratedFrom(Optional.ofNullable(configMap.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ANNOTATION))
                .orElse("")
                .lines()
                .filter(line -> line.contains(SEPARATOR))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(SEPARATOR)),
                        line -> line.substring(line.indexOf(SEPARATOR) + SEPARATOR.length()),
                        (first, second) -> second)));
    }

    /** Whether a key was generated from this very text of a base. */
    boolean isOf(String key, BaseDocument base, String text) {
        return origin(base, text).equals(origins.get(key));
    }

    GeneratedFrom with(String key, BaseDocument base, String text) {
        Map<String, String> now = new TreeMap<>(origins);
        now.put(key, origin(base, text));
        return new GeneratedFrom(now);
    }

    /** Returns the annotation; empty if nothing was generated. */
    Map<String, String> annotation() {
        String lines = new TreeMap<>(origins)
                .entrySet().stream()
                        .map(origin -> origin.getKey() + SEPARATOR + origin.getValue())
                        .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? Map.of() : Map.of(ANNOTATION, lines);
    }

    /** Leaves no other annotation, as a cache needs none. */
    public static void keepNothingElse(ConfigMap configMap) {
        Map<String, String> ours = of(configMap).annotation();
        configMap.getMetadata().setAnnotations(ours.isEmpty() ? null : ours);
    }

    private static String origin(BaseDocument base, String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return base + " sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
