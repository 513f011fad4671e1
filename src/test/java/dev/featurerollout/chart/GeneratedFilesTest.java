package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Files that are made of others are in step with them. With {@code -Dfeaturerollout.render=true}, as
 * hack/render-manifests calls it, they are written instead.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GeneratedFilesTest {
    private static final boolean WRITE = Boolean.getBoolean("featurerollout.render");
    private static final Path CHART_CRDS = Chart.DIR.resolve("files/crds");
    private static final Path CHART_TEMPLATES = Chart.DIR.resolve("files/templates");

    @Test
    @Order(0)
    void theCopiesOfASchemaAreInStepWithIt() throws IOException {
        for (Map.Entry<Path, String> file : SchemaCopies.files().entrySet()) {
            assertUpToDate(file.getKey(), file.getValue());
        }
    }

    /**
     * A copy, though a link would need no test: Flux drops links from the archives it makes of
     * repositories, and a checkout on Windows may not have them.
     */
    @Test
    @Order(1)
    void theChartsDefinitionsAreThoseOfCrds() throws IOException {
        assertIsACopy(CHART_CRDS, Path.of("crds"));
    }

    @Test
    @Order(1)
    void theChartsTemplatesAreTheLibrary() throws IOException {
        assertIsACopy(CHART_TEMPLATES, Path.of("examples/templates"));
    }

    private static void assertIsACopy(Path copy, Path original) throws IOException {
        Map<String, String> source = contents(original);
        if (WRITE) {
            Files.createDirectories(copy);
            for (String stale : contents(copy).keySet()) {
                Files.delete(copy.resolve(stale));
            }
            for (Map.Entry<String, String> file : source.entrySet()) {
                Files.writeString(copy.resolve(file.getKey()), file.getValue());
            }
        }

        assertThat(contents(copy).equals(source))
                .as("%s is %s; hack/render-manifests brings it in step", copy, original)
                .isTrue();
    }

    @Test
    @Order(2)
    void theChartInstallsTheLibraryOnlyWhenItIsAskedTo() throws IOException {
        Map<String, JsonNode> source = new TreeMap<>();
        for (String text : contents(Path.of("examples/templates")).values()) {
            JsonNode template = Chart.parse(text).get(0);
            source.put(template.at("/metadata/name").asText(), template.get("spec"));
        }

        Map<String, JsonNode> rendered = new TreeMap<>();
        Chart.ofKind(Chart.render(Map.of("templates.enabled", "true")), "ClusterCriteriaTemplate")
                .forEach(template -> rendered.put(template.at("/metadata/name").asText(), template.get("spec")));

        assertThat(rendered).isEqualTo(source);
        assertThat(Chart.ofKind(Chart.render(Map.of()), "ClusterCriteriaTemplate"))
                .isEmpty();
    }

    @Test
    @Order(2)
    void whatTheChartInstallsIsWhatTheFilesSay() throws IOException {
        Map<String, JsonNode> source = new TreeMap<>();
        for (String text : contents(Path.of("crds")).values()) {
            Chart.parse(text)
                    .forEach(definition ->
                            source.put(definition.at("/metadata/name").asText(), definition));
        }

        List<JsonNode> rendered =
                Chart.ofKind(Chart.render(Map.of("crds.annotations.note", "ours")), "CustomResourceDefinition");

        assertThat(rendered).isNotEmpty();
        assertThat(rendered).hasSameSizeAs(source.keySet());
        for (JsonNode definition : rendered) {
            JsonNode metadata = definition.path("metadata");
            JsonNode original = source.get(metadata.path("name").asText());
            // Not assertThat(node): a difference would be told in two documents of many pages.
            assertThat(definition.path("spec").equals(original.path("spec")))
                    .as("spec of %s", metadata.path("name"))
                    .isTrue();
            assertThat(metadata.at("/annotations/helm.sh~1resource-policy").asText())
                    .isEqualTo("keep");
            assertThat(metadata.at("/annotations/note").asText()).isEqualTo("ours");
            for (String map : List.of("annotations", "labels")) {
                for (Map.Entry<String, JsonNode> entry :
                        original.path("metadata").path(map).properties()) {
                    assertThat(metadata.path(map).get(entry.getKey())).isEqualTo(entry.getValue());
                }
            }
        }
    }

    @Test
    void theManifestForKubectlIsTheChartRendered() throws IOException {
        assertUpToDate(Path.of("deploy/featurerollout.yaml"), manifest());
    }

    @Test
    void theReadmeListsEveryValue() throws IOException {
        Path readme = Chart.DIR.resolve("README.md");
        String text = Files.readString(readme);
        String start = "<!-- values: hack/render-manifests -->\n";
        int from = text.indexOf(start) + start.length();
        int to = text.indexOf("<!-- /values -->", from);

        assertUpToDate(readme, text.substring(0, from) + table() + text.substring(to));
    }

    @Test
    void theSchemaKnowsTheValuesAndNoOthers() {
        JsonNode schema = Chart.read(Chart.DIR.resolve("values.schema.json"));
        JsonNode values = Chart.read(Chart.DIR.resolve("values.yaml"));

        assertSameKeys("values", schema, values);
    }

    @Test
    void theChartIsOfTheProjectsVersion() throws IOException {
        Matcher version = Pattern.compile("<artifactId>featurerollout</artifactId>\\s*<version>([^<]+?)(-SNAPSHOT)?<")
                .matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(Chart.read(Chart.DIR.resolve("Chart.yaml"))
                        .path("appVersion")
                        .asText())
                .isEqualTo(version.group(1));
    }

    private static void assertUpToDate(Path file, String expected) throws IOException {
        if (WRITE) {
            Files.writeString(file, expected);
        }
        assertThat(file).as("%s; hack/render-manifests brings it in step", file).hasContent(expected);
    }

    private static String manifest() {
        String rendered = Chart.onOldest(Chart.helm().template())
                .withNamespace("featurerollout-system")
                .withValuesFile(Path.of("deploy/values.yaml"))
                .call();
        // What names Helm is not true of an installation by kubectl.
        String objects = rendered.lines()
                .filter(line -> !line.strip().startsWith("helm.sh/chart:"))
                .filter(line -> !line.strip().startsWith("app.kubernetes.io/managed-by:"))
                .filter(line -> !line.startsWith("# Source:"))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n", "", "\n"));
        return """
            # The operator for kubectl, without Helm. Set --prometheus-url to your Prometheus, then:
            #
            #   kubectl apply --server-side -f crds/ -f deploy/featurerollout.yaml
            #
            # Made of helm/featurerollout and deploy/values.yaml by hack/render-manifests.
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: featurerollout-system
              labels:
                app.kubernetes.io/part-of: featurerollout
                pod-security.kubernetes.io/enforce: restricted
            """ + objects;
    }

    /** The table of values: what values.yaml says above each. */
    private static String table() throws IOException {
        Pattern key = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");
        Deque<String> path = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        StringBuilder table = new StringBuilder("| value | default | what it is for |\n|---|---|---|\n");
        List<String> undocumented = new ArrayList<>();
        for (String line : Files.readAllLines(Chart.DIR.resolve("values.yaml"))) {
            if (line.strip().startsWith("# ")) {
                comment.append(comment.isEmpty() ? "" : " ").append(line.strip().substring(2));
                continue;
            }
            Matcher matcher = key.matcher(line);
            if (matcher.matches()) {
                while (path.size() > matcher.group(1).length() / 2) {
                    path.removeLast();
                }
                path.addLast(matcher.group(2));
                if (matcher.group(3) != null) {
                    String name = String.join(".", path);
                    if (comment.isEmpty()) {
                        undocumented.add(name);
                    }
                    table.append("| `%s` | `%s` | %s |\n".formatted(name, matcher.group(3), comment));
                }
            }
            comment.setLength(0);
        }
        assertThat(undocumented).as("values without a comment").isEmpty();
        return table.toString();
    }

    private static void assertSameKeys(String path, JsonNode schema, JsonNode value) {
        if (!schema.has("properties")) {
            return;
        }
        assertThat(schema.path("additionalProperties").asBoolean(true)).as(path).isFalse();
        if (path.endsWith("Probe")) { // has timings that Kubernetes knows and the defaults do not set
            assertThat(names(schema.path("properties"))).as(path).containsAll(names(value));
        } else {
            assertThat(names(schema.path("properties"))).as(path).isEqualTo(names(value));
        }
        value.properties()
                .forEach(entry -> assertSameKeys(
                        path + "." + entry.getKey(), schema.path("properties").path(entry.getKey()), entry.getValue()));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
