package dev.featurerollout.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The Helm chart of this repository, rendered by real Helm. */
final class Chart {
    static final Path DIR = Path.of("helm/featurerollout");
    static final String RELEASE = "featurerollout";
    static final String NAMESPACE = "ops";
    static final String OLDEST_KUBERNETES = "1.30.0";
    static final String URL = "http://prometheus.monitoring:9090";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Chart() {}

    static Helm helm() {
        return new Helm(DIR);
    }

    /** The value files of ci/, each a way somebody installs the chart. */
    static List<Path> valueFiles() {
        try (Stream<Path> files = Files.list(DIR.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value file of ci/ with this name. */
    static Path valueFile(String name) {
        return DIR.resolve("ci").resolve(name + "-values.yaml");
    }

    /** Copies the chart into a folder and returns the copy. */
    static Path copyTo(Path folder) throws IOException {
        Path copy = folder.resolve("featurerollout");
        try (Stream<Path> files = Files.walk(DIR)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(DIR.relativize(file)));
            }
        }
        return copy;
    }

    static List<JsonNode> render(Path valueFile) {
        return parse(onOldest(helm().template()).withValuesFile(valueFile).call());
    }

    /** Rendered with the address of Prometheus and these values: from a dotted name to YAML. */
    static List<JsonNode> render(Map<String, String> values) {
        return parse(template(values));
    }

    static String template(Map<String, String> values) {
        ObjectNode tree = YAML.createObjectNode();
        set(tree, "prometheus.url", URL);
        values.forEach((name, value) -> set(tree, name, value));
        Path file = null;
        try {
            file = Files.createTempFile("values", ".yaml");
            Files.writeString(file, write(tree));
            return onOldest(helm().template()).withValuesFile(file).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (file != null) {
                file.toFile().delete();
            }
        }
    }

    /** For the oldest Kubernetes that is supported; Helm's own default is older than that. */
    static TemplateCommand onOldest(TemplateCommand template) {
        return template.withName(RELEASE).withNamespace(NAMESPACE).withKubeVersion(OLDEST_KUBERNETES);
    }

    private static void set(ObjectNode tree, String name, String value) {
        int dot = name.lastIndexOf('.');
        ObjectNode parent =
                dot < 0 ? tree : tree.withObject("/" + name.substring(0, dot).replace('.', '/'));
        parent.set(name.substring(dot + 1), parse(value).get(0));
    }

    /** Values over others, as Helm lays them: objects are merged, all else is replaced. */
    static JsonNode merge(JsonNode base, JsonNode over) {
        if (!(base instanceof ObjectNode) || !(over instanceof ObjectNode)) {
            return over;
        }
        ObjectNode merged = base.deepCopy();
        over.properties()
                .forEach(entry -> merged.set(
                        entry.getKey(),
                        base.has(entry.getKey())
                                ? merge(base.get(entry.getKey()), entry.getValue())
                                : entry.getValue()));
        return merged;
    }

    /** The documents of a YAML stream; a key that stands twice in one object is an error. */
    static List<JsonNode> parse(String yaml) {
        try (YAMLParser parser = (YAMLParser)
                YAML.getFactory().createParser(yaml).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            List<JsonNode> documents = new ArrayList<>();
            YAML.<JsonNode>readValues(parser, JsonNode.class).forEachRemaining(document -> {
                if (!document.isNull() && !document.isMissingNode()) {
                    documents.add(document);
                }
            });
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String write(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    static JsonNode only(List<JsonNode> objects, String kind) {
        List<JsonNode> found = ofKind(objects, kind);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind);
        }
        return found.get(0);
    }

    static JsonNode podSpec(List<JsonNode> objects) {
        return only(objects, "Deployment").at("/spec/template/spec");
    }

    static List<String> arguments(List<JsonNode> objects) {
        return strings(podSpec(objects).at("/containers/0/args"));
    }

    static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
