package dev.featurerollout.e2e;

import static org.awaitility.Awaitility.await;

import dev.featurerollout.support.ChildProcess;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.Ports;
import dev.featurerollout.support.PrometheusServer;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator as it is shipped: the jar in a process of its own. */
final class OperatorProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Path log;
    private final Path kubeconfig;
    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private List<String> program;
    private ChildProcess process;

    /** @param namespaces to watch; none for all */
    OperatorProcess(String name, PrometheusServer prometheus, String... namespaces) {
        Path folder = Path.of("target/e2e").toAbsolutePath();
        log = folder.resolve(name + ".log");
        kubeconfig = folder.resolve(name + ".kubeconfig");
        writeKubeconfig(ControlPlane.shared().kubeconfig());
        jvm(Path.of(System.getProperty("java.home"), "bin", "java").toString(), ".", "-Xmx256m -XX:+UseSerialGC");
        arguments.addAll(List.of(
                "--kubeconfig=" + kubeconfig,
                "--prometheus-url=" + prometheus.url(),
                "--http-port=" + port,
                "--log-format=text"));
        environment.put("FEATUREROLLOUT_LEADER_ELECTION", "false");
        if (namespaces.length > 0) {
            option("--namespaces=" + String.join(",", namespaces));
        }
    }

    /** Lets every request to the API server go through a proxy. */
    OperatorProcess through(ApiProxy proxy) {
        writeKubeconfig(proxy.kubeconfig());
        return this;
    }

    private void writeKubeconfig(String content) {
        try {
            Files.createDirectories(kubeconfig.getParent());
            Files.writeString(kubeconfig, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OperatorProcess environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    OperatorProcess option(String option) {
        arguments.add(option);
        return this;
    }

    /** Runs another build of the operator or on another Java; {@code home} is the folder that has {@code target/}. */
    OperatorProcess jvm(String java, String home, String options) {
        program = new ArrayList<>(List.of(java));
        program.addAll(List.of(options.split(" ")));
        program.addAll(List.of(
                "-cp",
                home + "/target/featurerollout.jar:" + home + "/target/lib/*",
                "dev.featurerollout.Main",
                "operator"));
        return this;
    }

    OperatorProcess start() {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        process = ChildProcess.start(command, log, environment);
        await("operator is ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the operator ended:\n" + process.tail());
                    }
                    return get("/readyz").startsWith("ok");
                });
        return this;
    }

    /** SIGKILL: whatever it was doing is cut off. */
    void kill() {
        process.kill();
    }

    /** Returns its resident memory in MiB. */
    long residentMebibytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how long it has kept a processor busy so far. */
    Duration processorTime() {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElseThrow();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String metrics() {
        return get("/metrics");
    }

    /** Returns the body of a page; empty if nobody answers. */
    String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.stop();
        }
    }
}
