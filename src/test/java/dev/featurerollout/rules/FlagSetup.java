package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.ConfigMapRef;
import dev.featurerollout.api.v1alpha1.FlagSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One flag of a history, read and written here by regular expressions, so that the operator's own reading is not
 * believed.
 *
 * @param configMap number of its ConfigMap
 * @param original source text of the percentage before the rollout: a number, or for flagd {@code on:off}
 */
record FlagSetup(int number, int configMap, boolean flagd, String original) {
    /** What {@code completion.collapse} writes, and how it is told here. */
    private static final String COLLAPSED = "\"defaultVariant\": \"on\", \"targeting\": {}";

    private static final String ON_OFF = "\\[\"on\", (\\d+)\\], \\[\"off\", (\\d+)\\]";

    private static final String FORM = "form";

    String name() {
        return "f" + number;
    }

    String configMapName() {
        return "flags-" + configMap;
    }

    String key() {
        return flagd ? "flags.json" : "numbers.yaml";
    }

    FlagSpec spec() {
        ConfigMapRef ref = new ConfigMapRef(configMapName(), key());
        return flagd
                ? new FlagSpec(name(), ref, null, null, "Flagd", name(), "on", null, null)
                : new FlagSpec(name(), ref, null, null, "Plain", null, null, "/shares/" + name(), null);
    }

    /** Returns the line of the document with this flag. */
    String line() {
        return flagd ? "    " + flagdFlag() : "  " + name() + ": " + original + "   # share of " + name() + "\n";
    }

    private String flagdFlag() {
        String[] weights = original.split(":");
        return "\"" + name() + "\": " + opening()
                + "\"defaultVariant\": \"off\", \"targeting\": {\"fractional\": [[\"on\", " + weights[0]
                + "], [\"off\", " + weights[1] + "]]}}";
    }

    private static String opening() {
        return "{\"state\": \"ENABLED\", \"variants\": {\"on\": true, \"off\": false}, ";
    }

    private Pattern place() {
        return Pattern.compile(flagd ? "\"" + name() + "\": .*" + ON_OFF : "(?m)^  " + name() + ": (\\S+)");
    }

    /** Returns the percentage in a ConfigMap; empty if there is none that could be read. */
    Optional<BigDecimal> percentage(ConfigMap configMap) {
        return tokens(configMap).map(tokens -> {
            if (!flagd) {
                return new BigDecimal(tokens);
            }
            if (tokens.equals(COLLAPSED)) {
                return new BigDecimal(100);
            }
            String[] weights = tokens.split(":");
            BigDecimal on = new BigDecimal(weights[0]);
            return on.scaleByPowerOfTen(2).divide(on.add(new BigDecimal(weights[1])), 4, RoundingMode.HALF_UP);
        });
    }

    /** Returns the source text of the percentage. */
    Optional<String> tokens(ConfigMap configMap) {
        String document = configMap == null ? null : configMap.getData().get(key());
        if (flagd && document != null && document.contains("\"" + name() + "\": " + opening() + COLLAPSED)) {
            return Optional.of(COLLAPSED);
        }
        Matcher matcher = place().matcher(document == null ? "" : document);
        return matcher.find()
                ? Optional.of(flagd ? matcher.group(1) + ":" + matcher.group(2) : matcher.group(1))
                : Optional.empty();
    }

    /** Returns a ConfigMap in which somebody set this flag by hand. */
    ConfigMap set(ConfigMap configMap, int percentage) {
        String document = configMap.getData().get(key());
        Matcher matcher = place().matcher(document);
        if (!matcher.find()) {
            return configMap;
        }
        StringBuilder edited = new StringBuilder(document);
        if (flagd) {
            edited.replace(matcher.start(2), matcher.end(2), Integer.toString(100 - percentage));
        }
        edited.replace(matcher.start(1), matcher.end(1), Integer.toString(percentage));
        return new ConfigMapBuilder(configMap)
                .addToData(key(), edited.toString())
                .build();
    }

    /** Returns the document with every flag's percentage blanked out: what nobody but people may change. */
    static String skeleton(String document) {
        return document.replace(COLLAPSED, FORM)
                .replaceAll("\"defaultVariant\": \"off\", \"targeting\": \\{\"fractional\": \\[" + ON_OFF + "]}", FORM)
                .replaceAll(ON_OFF, "[#]")
                .replaceAll("(?m)^(  f\\d+: )\\S+", "$1#");
    }

    @Override
    public String toString() {
        return name() + " " + (flagd ? "flagd" : "plain") + " in " + configMapName() + " at " + original;
    }
}
