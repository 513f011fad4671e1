package dev.featurerollout.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The files in {@code gitops/argocd} that are made of others, and the test data that Argo CD's own repository asks for,
 * are in step. With {@code -Dfeaturerollout.render=true}, as hack/render-manifests calls it, they are written instead.
 */
class ArgoCdFilesTest {
    private static final boolean WRITE = Boolean.getBoolean("featurerollout.render");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));
    private static final String TESTDATA = "testdata/";
    private static final Set<String> KSTATUS = Set.of("Ready", "Reconciling", "Stalled");

    @Test
    void theConfigMapIsMadeOfTheScripts() throws IOException {
        assertUpToDate(ArgoCd.FOLDER.resolve("argocd-cm.yaml"), ArgoCd.configMap());
    }

    @Test
    void theTestDataIsWhatTheOperatorReports() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        Map<String, JsonNode> rollouts = Situations.all();
        rollouts.forEach((name, rollout) -> files.put(of(TESTDATA + name + ".yaml"), yaml(trimmed(rollout))));
        for (ArgoCd.Sample sample : ArgoCd.SAMPLES) {
            files.put(
                    of("actions/" + TESTDATA + sample.result() + ".yaml"),
                    yaml(trimmed(sample.after(rollouts.get(sample.situation())))));
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            assertUpToDate(file.getKey(), file.getValue());
        }
        try (Stream<Path> all = Files.walk(ArgoCd.CUSTOMIZATION)) {
            assertThat(all.filter(file -> file.getParent().endsWith("testdata")))
                    .as("nothing stale")
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
    }

    @Test
    void argoCdsOwnTestsOfHealth() throws IOException {
        List<Map<String, Object>> tests = new ArrayList<>();
        Situations.all().forEach((name, rollout) -> {
            ArgoCd.Health health = ArgoCd.health(rollout);
            tests.add(entry(
                    "healthStatus",
                    entry("status", health.status(), "message", health.message()),
                    "inputPath",
                    TESTDATA + name + ".yaml"));
        });
        assertUpToDate(of("health_test.yaml"), yaml(Map.of("tests", tests)));
    }

    @Test
    void argoCdsOwnTestsOfActions() throws IOException {
        List<Map<String, Object>> discoveries = new ArrayList<>();
        Situations.all().forEach((name, rollout) -> {
            List<Map<String, Object>> result = new ArrayList<>();
            Lua.run(ArgoCd.script("actions/discovery.lua"), rollout)
                    .properties()
                    .forEach(action -> result.add(entry(
                            "name",
                            action.getKey(),
                            "disabled",
                            action.getValue().get("disabled"),
                            "displayName",
                            action.getValue().get("displayName"))));
            discoveries.add(entry("inputPath", "../" + TESTDATA + name + ".yaml", "result", result));
        });
        List<Map<String, Object>> actions = ArgoCd.SAMPLES.stream()
                .map(sample -> entry(
                        "action",
                        sample.action(),
                        "inputPath",
                        "../" + TESTDATA + sample.situation() + ".yaml",
                        "expectedOutputPath",
                        TESTDATA + sample.result() + ".yaml"))
                .toList();
        assertUpToDate(
                of("actions/action_test.yaml"), yaml(entry("discoveryTests", discoveries, "actionTests", actions)));
    }

    /** What the scripts look at: files that change with every new field of the status would help nobody. */
    private static JsonNode trimmed(JsonNode rollout) {
        ObjectNode trimmed = rollout.deepCopy();
        if (trimmed.get("status") instanceof ObjectNode status) {
            status.retain("observedGeneration", "percentage", "attempt", "conditions");
            Iterator<JsonNode> conditions = status.path("conditions").elements();
            while (conditions.hasNext()) {
                if (!KSTATUS.contains(conditions.next().get("type").asText())) {
                    conditions.remove();
                }
            }
        }
        return trimmed;
    }

    private static Map<String, Object> entry(Object... namesAndValues) {
        Map<String, Object> entry = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entry.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return entry;
    }

    private static Path of(String name) {
        return ArgoCd.CUSTOMIZATION.resolve(name);
    }

    private static String yaml(Object value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertUpToDate(Path file, String expected) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("%s; hack/render-manifests brings it in step", file)
                .exists()
                .hasContent(expected);
    }
}
