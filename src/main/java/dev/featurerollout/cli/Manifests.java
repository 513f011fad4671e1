package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.apply.format.document.Document;
import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads files of manifests: YAML of any number of documents, or JSON. */
final class Manifests {
    /** Nothing but a comment or a whole value can begin in the first column with these. */
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

    private static final Pattern NOTHING = Pattern.compile("(?:\\s|#.*|^%.*|^\\.\\.\\.)*", Pattern.MULTILINE);

    private Manifests() {}

    /**
     * One object.
     *
     * @param file its name as it was given
     * @param path of the object in its document; empty text unless it is an item of a List
     */
    record Manifest(String file, String kind, String path, JsonNode json, FieldPlaces places) {
        boolean isRollout() {
            return kind.equals("FeatureRollout");
        }

        /** Whether it is, or is meant to be, of a kind of this project. */
        boolean isOurs() {
            return ManifestSchema.KINDS.contains(kind)
                    || json.path("apiVersion").asText().startsWith(ManifestSchema.GROUP + "/");
        }

        /** Returns a field's value as it is written, without quotes. */
        String source(String field) {
            return places.source(path + field)
                    .orElseGet(() -> json.at("/" + field.replace('.', '/')).asText());
        }
    }

    /** Returns the objects of several files, as {@link #read(String, InputStream)}. */
    static List<Manifest> read(List<String> files, InputStream standardInput) {
        return files.stream()
                .flatMap(file -> read(file, standardInput).stream())
                .toList();
    }

    /**
     * Returns the objects in a file, in those of a folder and the folders in it but for templates of Helm, or, for {@code
     * -}, in the standard input.
     *
     * @throws IllegalArgumentException if one cannot be read
     */
    static List<Manifest> read(String file, InputStream standardInput) {
        try {
            if (file.equals("-")) {
                return parse("-", new String(standardInput.readAllBytes(), StandardCharsets.UTF_8));
            }
            List<Manifest> manifests = new ArrayList<>();
            for (Path path : files(Path.of(file))) {
                manifests.addAll(parse(path.toString(), Files.readString(path)));
            }
            return manifests;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(?:yaml|yml|json)"))
                    .filter(file -> !isHelmTemplate(file))
                    .sorted()
                    .toList();
        }
    }

    /** Not YAML before Helm has rendered it. */
    private static boolean isHelmTemplate(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            if (folder.endsWith("templates") && Files.exists(folder.resolveSibling("Chart.yaml"))) {
                return true;
            }
        }
        return false;
    }

    static List<Manifest> parse(String file, String text) {
        List<Manifest> manifests = new ArrayList<>();
        Matcher separator = SEPARATOR.matcher(text);
        int start = 0;
        while (separator.find()) {
            add(manifests, file, text, start, separator.start());
            start = separator.start();
        }
        add(manifests, file, text, start, text.length());
        return manifests;
    }

    private static void add(List<Manifest> manifests, String file, String text, int start, int end) {
        // As many chars as before, so that columns stay.
        String document = SEPARATOR.matcher(text.substring(start, end)).replaceFirst("   ");
        if (NOTHING.matcher(document).matches()) {
            return;
        }
        int linesBefore =
                (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        try {
            Node root = Document.parse(Syntax.YAML, document).root();
            FieldPlaces places = new FieldPlaces(document, linesBefore, root);
            // With the marker, YAML that begins with a brace is not taken for JSON.
            JsonNode json = Serialization.unmarshal("---\n" + document, JsonNode.class);
            Yaml11.resolve(json, root);
            String kind = json.path("kind").asText();
            if (!kind.equals("List")) {
                manifests.add(new Manifest(file, kind, "", json, places));
                return;
            }
            JsonNode items = json.path("items");
            IntStream.range(0, items.size())
                    .mapToObj(i -> new Manifest(
                            file, items.path(i).path("kind").asText(), "items[" + i + "].", items.path(i), places))
                    .forEach(manifests::add);
        } catch (UnreadableDocument e) {
            throw new IllegalArgumentException(file + ":" + (e.place().line() + linesBefore) + ":"
                    + e.place().column() + ": " + e.getMessage());
        }
    }
}
