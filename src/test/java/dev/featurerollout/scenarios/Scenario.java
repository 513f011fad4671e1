package dev.featurerollout.scenarios;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One story, told in a folder of {@code src/test/resources/scenarios}: a FeatureRollout, the ConfigMap of its flag, what
 * the metrics do and what people do over time, and the account of what is expected to come of it.
 *
 * @param script what happens over time
 * @param expected the account: one line for each change of what the rollout shows
 */
public record Scenario(String name, FeatureRollout rollout, ConfigMap configMap, Script script, List<String> expected) {
    static final Path FOLDER = Path.of("src/test/resources/scenarios");

    /** One of each kind: those that every build plays in every world. */
    private static final Set<String> FEW = Set.of(
            "healthy",
            "error-at-quarter",
            "audiences-rolled-back",
            "created-and-collapsed",
            "lowered-by-hand",
            "operator-killed",
            "prometheus-away");

    /**
     * What happens over time; all times are durations since the rollout was applied.
     *
     * @param counters by name, with as many series as told
     * @param showsDocument whether the account has the flag's document at first and whenever it has changed
     * @param tellsAtTheEnd whether the last line of the account is the message of Ready
     */
    @JsonIgnoreProperties(ignoreUnknown = false)
    public record Script(
            String until,
            Map<String, List<Step>> metrics,
            Map<String, List<Counted>> counters,
            List<Outage> outages,
            List<Act> acts,
            boolean showsDocument,
            boolean tellsAtTheEnd) {
        public Script {
            metrics = metrics == null ? Map.of() : metrics;
            counters = counters == null ? Map.of() : counters;
        }
    }

    /** One series of a counter: from {@code at} on it grows by {@code value} a minute, or is gone if there is none. */
    public record Counted(Map<String, String> labels, List<Step> perMinute) {}

    /** From {@code at} on a query gives {@code value}, or nothing if there is none, or several series. */
    public record Step(String at, Double value, List<Double> values) {}

    /** Prometheus is away. */
    public record Outage(String from, String to) {}

    /**
     * Somebody does something.
     *
     * @param patch a merge patch of the FeatureRollout
     * @param replace texts in the flag's document and what they are replaced by
     * @param label a new value of the ConfigMap's label; empty removes it
     * @param deleteConfigMap it is deleted; {@code restoreConfigMap} creates it again as it was at first
     * @param restart the operator is killed and another one started
     */
    public record Act(
            String at,
            JsonNode patch,
            Map<String, String> replace,
            String label,
            Boolean deleteConfigMap,
            Boolean restoreConfigMap,
            Boolean restart) {}

    public boolean isOneOfTheFew() {
        return FEW.contains(name);
    }

    /** Returns all scenarios, by name. */
    public static Stream<Scenario> all() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().map(Scenario::load).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario load(Path folder) {
        try {
            Path expected = folder.resolve("expected.txt");
            return new Scenario(
                    folder.getFileName().toString(),
                    Serialization.unmarshal(Files.readString(folder.resolve("rollout.yaml")), FeatureRollout.class),
                    Serialization.unmarshal(Files.readString(folder.resolve("configmap.yaml")), ConfigMap.class),
                    Serialization.unmarshal(Files.readString(folder.resolve("script.yaml")), Script.class),
                    Files.exists(expected) ? Files.readAllLines(expected) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Act> acts() {
        return Optional.ofNullable(script.acts()).orElse(List.of());
    }

    List<Outage> outages() {
        return Optional.ofNullable(script.outages()).orElse(List.of());
    }

    String key() {
        return rollout.getSpec().flags().get(0).configMapRef().key();
    }

    @Override
    public String toString() {
        return name;
    }
}
