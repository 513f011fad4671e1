package dev.featurerollout.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every Java file has the layout that palantir-java-format gives it. {@code hack/format} rewrites the files that differ.
 *
 * <p>A test and not a Maven plugin, since the formatter reads source with the compiler of the JDK it runs on: Maven may
 * run on an older one than the code is written for.
 */
@Tag("slow")
class FormatTest {
    private static final boolean REWRITE = Boolean.getBoolean("featurerollout.format");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyFileIsFormatted() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> different = files.filter(file -> file.toString().endsWith(".java"))
                    .parallel()
                    .filter(this::differs)
                    .toList();
            assertThat(different).as("run hack/format").isEmpty();
        }
    }

    private boolean differs(Path file) {
        try {
            String source = Files.readString(file);
            String formatted = formatter.formatSourceAndFixImports(source);
            if (source.equals(formatted)) {
                return false;
            }
            if (REWRITE) {
                Files.writeString(file, formatted);
            }
            return !REWRITE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
