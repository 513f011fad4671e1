package dev.featurerollout.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Prometheus that scrapes the shop twice a second. */
final class PrometheusProcess implements AutoCloseable {
    private static final int STEPS = 300;
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String address;
    private final Path log;
    private final Leash process;

    /** There is no Prometheus to be had, or it does not run; the message says what to do. */
    static final class Unavailable extends Exception {
        Unavailable(String message) {
            super(message);
        }
    }

    /**
     * Starts one and waits until it has scraped the shop.
     *
     * @param finder the program that prints the folder where prometheus is, and fetches it if need be
     * @param folder for its data
     * @param target {@code host:port} of the shop
     */
    PrometheusProcess(Path finder, Path folder, String target) throws Unavailable, IOException, InterruptedException {
        Path program = find(finder);
        address = "127.0.0.1:" + freePort();
        log = folder.resolve("prometheus.log");
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
            scrape_configs:
            - job_name: shop
              scrape_interval: 500ms
              scrape_timeout: 500ms
              static_configs: [{targets: ["%s"]}]
            """.formatted(target));
        process = new Leash(
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=" + address),
                log);
        awaitReady();
    }

    private static Path find(Path finder) throws Unavailable, IOException, InterruptedException {
        Process search = new ProcessBuilder(finder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String folder = new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (search.waitFor() != 0 || folder.isEmpty()) {
            throw new Unavailable("the demo needs a prometheus, and none was to be had: install Prometheus 2.40 or"
                    + " newer and put prometheus and promtool in PATH");
        }
        return Path.of(folder).resolve("prometheus");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws Unavailable, IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < STEPS && process.isAlive(); i++) {
            if (hasScraped(http)) {
                return;
            }
            Thread.sleep(STEP.toMillis());
        }
        close();
        throw new Unavailable("prometheus does not come up:\n" + Files.readString(log));
    }

    /** Whether it has data of the shop; Prometheus takes about five seconds from its start to the first scrape. */
    private boolean hasScraped(HttpClient http) throws InterruptedException {
        HttpRequest query = HttpRequest.newBuilder(URI.create(url() + "/api/v1/query?query=up%3D%3D1"))
                .timeout(TIMEOUT)
                .build();
        try {
            return http.send(query, HttpResponse.BodyHandlers.ofString()).body().contains("\"shop\"");
        } catch (IOException notYet) {
            return false;
        }
    }

    String url() {
        return "http://" + address;
    }

    @Override
    public void close() {
        process.close();
    }
}
