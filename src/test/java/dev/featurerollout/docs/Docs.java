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
        String expected = withPart(file, part, "```\n" + printed + "```\n");
        if (Boolean.getBoolean("featurerollout.render")) {
            Files.writeString(file, expected);
        }
        assertThat(text(file)).isEqualTo(expected);
    }

    /** Returns what GitHub calls a heading in links. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .strip()
                .replace(' ', '-');
    }
}
