package dev.featurerollout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The documents of this project. */
public final class Docs {
    private static final Path FOLDER = Path.of("docs");

    private Docs() {}

    /** Returns every Markdown file that people read. */
    static List<Path> all() {
        return Stream.of(list(Path.of("")), list(FOLDER), List.of(Path.of("helm/featurerollout/README.md")))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path of(String name) {
        return FOLDER.resolve(name);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the part of a file between {@code <!-- name -->} and {@code <!-- /name -->}. */
    static String part(Path file, String name) {
        String text = text(file);
        return text.substring(start(file, text, name), text.indexOf("<!-- /" + name + " -->"));
    }

    /** Returns the file's text with another part between {@code <!-- name -->} and {@code <!-- /name -->}. */
    public static String withPart(Path file, String name, String part) {
        String text = text(file);
        int start = start(file, text, name);
        return text.substring(0, start) + part + text.substring(text.indexOf("<!-- /" + name + " -->"));
    }

    private static int start(Path file, String text, String name) {
        String mark = "<!-- " + name + " -->\n";
        if (!text.contains(mark) || !text.contains("<!-- /" + name + " -->")) {
            throw new IllegalStateException(file + " has no part " + name);
        }
        return text.indexOf(mark) + mark.length();
    }

    /**
     * Asserts that a part of a document is what was really printed; with {@code -Dfeaturerollout.render=true} writes it.
     */
    public static void assertPrinted(Path file, String part, String printed) throws IOException {
        assertPart(file, part, "```\n" + printed + "```\n");
    }

    /** Asserts what a part of a document is; with {@code -Dfeaturerollout.render=true} writes it. */
    static void assertPart(Path file, String name, String part) throws IOException {
        String expected = withPart(file, name, part);
        if (Boolean.getBoolean("featurerollout.render")) {
            Files.writeString(file, expected);
        }
        assertThat(text(file)).isEqualTo(expected);
    }

    /**
     * Asserts that a table has a row, which it is known by the two first cells of; with
     * {@code -Dfeaturerollout.render=true}, as hack/measure-formats calls it, writes it.
     */
    public static void assertRow(Path file, String row) throws IOException {
        String start = row.substring(0, row.indexOf('|', row.indexOf('|', 1) + 1) + 1);
        String text = text(file);
        List<String> found = text.lines().filter(line -> line.startsWith(start)).toList();
        assertThat(found).as("rows of %s that start with %s", file, start).hasSize(1);
        if (Boolean.getBoolean("featurerollout.render")) {
            Files.writeString(file, text.replace(found.get(0) + "\n", row + "\n"));
        }
        assertThat(text(file).lines())
                .as("%s; hack/measure-formats brings it in step", file)
                .contains(row);
    }

    /** Returns what GitHub calls a heading in links. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .strip()
                .replace(' ', '-');
    }
}
