package dev.featurerollout.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is downloaded is checked against something that is kept here. */
class SupplyTest {
    private static final Path NPM = Path.of("hack/npm");

    static List<Path> locks() throws IOException {
        try (Stream<Path> folders = Files.list(NPM)) {
            return folders.map(folder -> folder.resolve("package-lock.json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource
    void locks(Path lock) throws IOException {
        JsonNode packages = new ObjectMapper().readTree(lock.toFile()).get("packages");
        assertThat(packages.size()).isGreaterThan(1);
        for (Map.Entry<String, JsonNode> entry : packages.properties()) {
            boolean isTheFolderItself = entry.getKey().isEmpty();
            assertThat(entry.getValue().has("integrity")).as(entry.getKey()).isNotEqualTo(isTheFolderItself);
            assertThat(entry.getValue().has("resolved"))
                    .as("%s: no registry of whoever made the lock", entry.getKey())
                    .isFalse();
        }
    }

    @Test
    void mavenRefusesADownloadWithAWrongChecksumAlsoInTheImage() throws IOException {
        assertThat(Files.readString(Path.of(".mvn/maven.config"))).contains("--strict-checksums");
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("COPY .mvn ");
    }
}
