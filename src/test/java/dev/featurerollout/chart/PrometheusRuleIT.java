package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.support.PrometheusServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, judged by Prometheus itself: promtool reads them and plays series through them. */
@Tag("prometheus")
class PrometheusRuleIT {
    private static final Path SERIES =
            Path.of("src/test/resources/chart/alerts-test.yaml").toAbsolutePath();

    @TempDir
    Path temp;

    private Path rules;

    @BeforeEach
    void render() throws IOException {
        JsonNode rule = Chart.only(Chart.render(Map.of("prometheusRule.enabled", "true")), "PrometheusRule");
        rules = Files.writeString(temp.resolve("alerts.yaml"), Chart.write(rule.path("spec")));
    }

    @Test
    void prometheusUnderstandsThem() throws Exception {
        assertThat(run(PrometheusServer.program("promtool"), "check", "rules", rules.toString()))
                .contains("SUCCESS: 8 rules found");
    }

    @Test
    void theyFireWhenTheyShouldAndThenOnly() throws Exception {
        Files.copy(SERIES, temp.resolve("test.yaml"));

        assertThat(run(
                        PrometheusServer.program("promtool"),
                        "test",
                        "rules",
                        temp.resolve("test.yaml").toString()))
                .contains("SUCCESS");
    }

    private static String run(String... command) throws Exception {
        Path errors = Files.createTempFile("stderr", ".txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s\n%s%s", String.join(" ", command), output, Files.readString(errors))
                .isZero();
        Files.delete(errors);
        return output;
    }
}
