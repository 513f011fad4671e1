package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Prometheus of one's own, on a port and a data folder that survive being stopped and started.
 *
 * <pre>{@code
 * try (PrometheusServer prometheus = new PrometheusServer("ramp")) {
 *     prometheus.backfill(text).scrape("shop", Duration.ofSeconds(1), "localhost:8080").start();
 *     ... prometheus.url() ...
 *     prometheus.kill();
 *     prometheus.start();
 * }
 * }</pre>
 *
 * <p>What was backfilled is kept for good, however old. It should not reach into the future, nor be added after
 * scraping: Prometheus neither takes nor keeps a scraped sample that is older than the newest backfilled one. Its log is
 * in {@code target/prometheus/}. The system property {@code featurerollout.prometheus} names the major version.
 */
public final class PrometheusServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static Path binaries;

    private final Path folder;
    private final int port;
    private final List<String> options = new ArrayList<>();
    private final List<String> scrapes = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String prefix = "";
    private ChildProcess process;

    /** Prepares a server; {@code name} tells its folder from those of others. */
    public PrometheusServer(String name) {
        try {
            Path target = Path.of(System.getProperty("basedir", "")).resolve("target/prometheus");
            folder = Files.createTempDirectory(Files.createDirectories(target.toAbsolutePath()), name + "-");
            Files.createDirectory(data());
            port = Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a job; counts from the next {@link #start} or {@link #reload}. */
    public PrometheusServer scrape(String job, Duration interval, String... targets) {
        scrapes.add(
                "- job_name: %s\n  scrape_interval: %dms\n  scrape_timeout: %dms\n  static_configs: [{targets: [%s]}]\n"
                        .formatted(
                                job,
                                interval.toMillis(),
                                interval.toMillis(),
                                Stream.of(targets).map(t -> '"' + t + '"').collect(Collectors.joining(", "))));
        return this;
    }

    /** Serves everything below {@code path}, {@code /prometheus} for instance, as behind a proxy. */
    public PrometheusServer prefix(String path) {
        prefix = path;
        return option("--web.route-prefix=" + path);
    }

    /** Adds a command line option, {@code --query.lookback-delta=15s} for instance. */
    public PrometheusServer option(String option) {
        options.add(option);
        return this;
    }

    /**
     * Puts samples of the past into the data folder; only while the server is not running.
     *
     * @param openMetrics as {@link OpenMetricsText} writes it
     */
    public PrometheusServer backfill(String openMetrics) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("stop the server before you backfill");
        }
        Path text = Files.writeString(folder.resolve("backfill.txt"), openMetrics);
        run(folder.resolve("backfill.log"), "promtool", "tsdb", "create-blocks-from", "openmetrics", text, data());
        Files.delete(text);
        return this;
    }

    /** Starts the server and waits until it answers. */
    public PrometheusServer start() throws IOException, InterruptedException {
        writeConfig();
        List<String> command = new ArrayList<>(List.of(
                program("prometheus"),
                "--config.file=" + config(),
                "--storage.tsdb.path=" + data(),
                // What was backfilled may be years old; the default would drop it after a fortnight.
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=" + address(),
                "--web.enable-lifecycle",
                "--web.enable-admin-api"));
        command.addAll(options);
        process = ChildProcess.start(command, folder.resolve("prometheus.log"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException("Prometheus does not come up; its log ends with\n" + process.tail());
            }
            Thread.sleep(50);
        }
        return this;
    }

    /** Lets it read its configuration again, with the jobs that were added. */
    public void reload() throws IOException, InterruptedException {
        writeConfig();
        HttpRequest reload = HttpRequest.newBuilder(URI.create(url() + "/-/reload"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(reload, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
    }

    /** Ends it with SIGKILL: what it had in memory is gone. */
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Ends it with SIGTERM and waits until it has gone. */
    public void terminate() {
        process.stop();
    }

    /** {@code http://127.0.0.1:PORT} and the prefix; the same after every start. */
    public String url() {
        return "http://" + address() + prefix;
    }

    /** {@code 127.0.0.1:PORT}, as a target of a scrape job. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Kills it and removes its data; the log stays. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest ready = HttpRequest.newBuilder(URI.create(url() + "/-/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void writeConfig() throws IOException {
        Files.writeString(
                config(), "scrape_configs:" + (scrapes.isEmpty() ? " []\n" : "\n" + String.join("", scrapes)));
    }

    private Path config() {
        return folder.resolve("prometheus.yml");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Returns the path of {@code prometheus} or {@code promtool}. */
    public static synchronized String program(String name) {
        if (binaries == null) {
            binaries = HackScript.folder("prometheus", System.getProperty("featurerollout.prometheus", ""));
        }
        return binaries.resolve(name).toString();
    }

    private static void run(Path log, Object program, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(program.toString())));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", command) + ":\n" + tail(log));
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
