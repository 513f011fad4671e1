package dev.featurerollout.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of {@code crds/} that say the same twice, made of the one place where it is said.
 *
 * <p>The schema of a criterion is written by hand under {@code spec.successCriteria} of a FeatureRollout. A comment
 * {@code # copy of spec.successCriteria[]}, up to {@code # /copy}, has it again; {@code without templateRef} leaves out
 * what only a rollout can say. The ClusterCriteriaTemplate is the CriteriaTemplate in another scope.
 */
final class SchemaCopies {
    private static final Path CRDS = Path.of("crds");
    private static final Path ROLLOUTS = CRDS.resolve("featurerollouts.featurerollout.dev.yaml");
    private static final Path TEMPLATES = CRDS.resolve("criteriatemplates.featurerollout.dev.yaml");
    private static final Path CLUSTER_TEMPLATES = CRDS.resolve("clustercriteriatemplates.featurerollout.dev.yaml");

    private static final Pattern COPY =
            Pattern.compile("(?ms)^( *)# copy of spec\\.successCriteria\\[]( without templateRef)?\n.*?^ *# /copy\n");

    /** What is told in prose, and therefore folded. */
    private static final Set<String> PROSE = Set.of("description", "rule", "message");

    private static final int WIDTH = 118;

    private SchemaCopies() {}

    /** Returns the files as they should be. */
    static Map<Path, String> files() {
        Map<Path, String> files = new TreeMap<>();
        files.put(ROLLOUTS, withCopies(ROLLOUTS));
        files.put(TEMPLATES, withCopies(TEMPLATES));
        files.put(CLUSTER_TEMPLATES, clusterScoped(files.get(TEMPLATES)));
        return files;
    }

    private static String withCopies(Path file) {
        return COPY.matcher(read(file))
                .replaceAll(match -> Matcher.quoteReplacement(copy(match.group(1), match.group(2) != null)));
    }

    private static String copy(String indent, boolean inTemplate) {
        String head = indent + "# copy of spec.successCriteria[]" + (inTemplate ? " without templateRef" : "") + "\n";
        JsonNode criterion = Chart.read(ROLLOUTS)
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/successCriteria/items");
        StringBuilder text = new StringBuilder(head).append(indent).append("items:\n");
        object(indent + "  ", inTemplate ? withoutTemplateRef(criterion) : criterion, text);
        return text.append(indent).append("# /copy\n").toString();
    }

    /** A criterion of a template refers to no other template. */
    private static JsonNode withoutTemplateRef(JsonNode criterion) {
        ObjectNode copy = criterion.deepCopy();
        ((ObjectNode) copy.get("properties")).remove(List.of("templateRef", "args"));
        ArrayNode rules = (ArrayNode) copy.get("x-kubernetes-validations");
        for (Iterator<JsonNode> all = rules.iterator(); all.hasNext(); ) {
            ObjectNode rule = (ObjectNode) all.next();
            String text = rule.get("rule")
                    .asText()
                    .replace(", has(self.templateRef)", "")
                    .replace(" || has(self.templateRef)", "");
            rule.put("rule", text);
            rule.put(
                    "message",
                    rule.get("message")
                            .asText()
                            .replace("successCriteria: ", "criteria: ")
                            .replace(", bound and templateRef", " and bound"));
            if (text.contains("templateRef") || text.contains("self.args")) {
                all.remove();
            }
        }
        return copy;
    }

    private static String clusterScoped(String template) {
        return template.replaceFirst(
                        "(?s)^# SPDX-License-Identifier: Apache-2.0\n.*?\napiVersion",
                        "# SPDX-License-Identifier: Apache-2.0\n#\n"
                                + "# Made of criteriatemplates.featurerollout.dev.yaml by hack/render-manifests.\n"
                                + "apiVersion")
                .replace("scope: Namespaced", "scope: Cluster")
                .replace("CriteriaTemplate", "ClusterCriteriaTemplate")
                .replace("name: criteriatemplates", "name: clustercriteriatemplates")
                .replace("plural: criteriatemplates", "plural: clustercriteriatemplates")
                .replace("singular: criteriatemplate", "singular: clustercriteriatemplate");
    }

    private static void object(String indent, JsonNode object, StringBuilder text) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text.append(indent).append(field.getKey()).append(':');
            value(indent, field.getKey(), field.getValue(), text);
        }
    }

    private static void value(String indent, String key, JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            text.append('\n');
            object(indent + "  ", value, text);
        } else if (value.isArray() && value.path(0).isObject()) {
            text.append('\n');
            for (JsonNode item : value) {
                StringBuilder lines = new StringBuilder();
                object(indent + "  ", item, lines);
                text.append(indent).append("- ").append(lines.substring(indent.length() + 2));
            }
        } else if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText()));
            text.append(" [").append(String.join(", ", items)).append("]\n");
        } else if (PROSE.contains(key)) {
            text.append(" >-\n").append(folded(indent + "  ", value.asText()));
        } else {
            text.append(' ').append(value.asText()).append('\n');
        }
    }

    private static String folded(String indent, String prose) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (String word : prose.split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        return text.append(line).append('\n').toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
