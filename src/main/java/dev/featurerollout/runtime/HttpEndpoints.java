package dev.featurerollout.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /metrics}, {@code /healthz} and {@code /readyz}.
 *
 * <p>Alive is a process that answers and has no pass that will not end; an API server that is away makes it unready,
 * never dead: a restart would mend nothing.
 */
public final class HttpEndpoints implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_FOUND = 404;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "http");
        thread.setDaemon(true);
        return thread;
    });

    /** @param port 0 for any that is free */
    public HttpEndpoints(int port, PrometheusMeterRegistry registry, BooleanSupplier alive, BooleanSupplier ready) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "port " + port + " for metrics and health cannot be opened: " + e.getMessage(), e);
        }
        serve("/metrics", "text/plain; version=0.0.4; charset=utf-8", () -> new Page(OK, registry.scrape()));
        serve(
                "/healthz",
                "text/plain",
                () -> alive.getAsBoolean()
                        ? new Page(OK, "ok\n")
                        : new Page(UNAVAILABLE, "stuck: a pass does not end, the log has its stack trace\n"));
        serve(
                "/readyz",
                "text/plain",
                () -> ready.getAsBoolean()
                        ? new Page(OK, "ok\n")
                        : new Page(UNAVAILABLE, "not ready: the watches of the API server are not up\n"));
        server.setExecutor(executor);
    }

    private record Page(int status, String body) {}

    private void serve(String path, String contentType, Supplier<Page> page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    send(exchange, contentType, new Page(NOT_FOUND, "not found\n"));
                } else if (!exchange.getRequestMethod().equals("GET")) {
                    send(exchange, contentType, new Page(METHOD_NOT_ALLOWED, "only GET\n"));
                } else {
                    send(exchange, contentType, page.get());
                }
            }
        });
    }

    private static void send(HttpExchange exchange, String contentType, Page page) throws IOException {
        byte[] bytes = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(page.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
