package dev.featurerollout.promql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.support.PrometheusServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What this parser reads, Prometheus accepts, and the other way round.
 *
 * <p>The lines of {@code promql/expressions.txt} begin with {@code +} where both accept, {@code -} where both refuse,
 * and {@code 3} where it takes Prometheus 3.
 */
class ParserIT {
    private static PrometheusServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = new PrometheusServer("parser").start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void bothAgree() throws Exception {
        int version = version();
        List<String> disagreements = new ArrayList<>();
        int compared = 0;
        for (String line : Files.readAllLines(Path.of("src/test/resources/promql/expressions.txt"))) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String text = line.substring(2).replace("\\n", "\n");
            boolean older = line.charAt(0) == '3' && version < 3;
            boolean expected = line.charAt(0) != '-';
            Parsed ours = Parser.parse(text);
            String theirs = refusal(text);
            if (ours instanceof Parsed.Read != expected) {
                disagreements.add("here: " + text + ": " + ours);
            }
            if (theirs.isEmpty() != (expected && !older)) {
                disagreements.add("Prometheus: " + text + ": " + theirs);
            }
            compared++;
        }

        assertThat(disagreements).isEmpty();
        assertThat(compared).isGreaterThan(150);
    }

    private int version() throws IOException, InterruptedException {
        return Integer.parseInt(
                get("/api/v1/status/buildinfo").at("/data/version").asText().replaceFirst("\\..*", ""));
    }

    /** Returns what Prometheus has against an expression; empty text if nothing. */
    private String refusal(String text) throws IOException, InterruptedException {
        JsonNode answer = get("/api/v1/format_query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        return answer.path("error").asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return new ObjectMapper()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
