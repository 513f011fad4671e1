package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's command, up to the moment in which it would start. */
class OperatorCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aServerThatIsTooOldIsRefusedInOneLine() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/version", exchange -> {
            byte[] version = "{\"major\": \"1\", \"minor\": \"29+\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, version.length);
            exchange.getResponseBody().write(version);
            exchange.close();
        });
        server.start();
        try {
            Run run = Run.of(Instant.EPOCH, List.of("operator", "--kubeconfig", kubeconfig(server)));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualToIgnoringNewLines("featurerollout: the API server runs Kubernetes 1.29+."
                            + " The operator requires 1.30 or newer: upgrade the cluster.");
        } finally {
            server.stop(0);
        }
    }

    private String kubeconfig(HttpServer server) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - {name: test, context: {cluster: test}}
            clusters:
            - {name: test, cluster: {server: "http://127.0.0.1:%d"}}
            """.formatted(
                                server.getAddress().getPort()))
                .toString();
    }
}
