package dev.featurerollout.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * What users do: counters of requests by app and status code that grow as they are told, for Prometheus to scrape.
 *
 * <p>A counter is born with its first event, as in real services.
 */
final class Traffic implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final Map<String, App> apps = new ConcurrentHashMap<>();
    private final HttpServer server;

    Traffic() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/metrics", exchange -> {
            byte[] body = scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    /** From now on {@code app} has so many requests a second, and such a share of them fails. */
    void flows(String app, double requestsPerSecond, double errorShare) {
        apps.computeIfAbsent(app, name -> new App()).flow(requestsPerSecond, errorShare);
    }

    /** Returns a label, {@code name=value}, that tells the rollouts of this traffic from those of other test classes. */
    String label() {
        return "traffic=port-" + server.getAddress().getPort();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String scrape() {
        StringBuilder text = new StringBuilder("# TYPE http_requests_total counter\n");
        apps.forEach((name, app) -> app.scrape(name, text));
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The counters of one app. */
    private static final class App {
        private double good;
        private double bad;
        private double goodPerSecond;
        private double badPerSecond;
        private long since = System.nanoTime();

        synchronized void flow(double requestsPerSecond, double errorShare) {
            advance();
            badPerSecond = requestsPerSecond * errorShare;
            goodPerSecond = requestsPerSecond - badPerSecond;
        }

        synchronized void scrape(String name, StringBuilder text) {
            advance();
            if (good >= 1) {
                text.append("http_requests_total{app=\"%s\",code=\"200\"} %d%n".formatted(name, (long) good));
            }
            if (bad >= 1) {
                text.append("http_requests_total{app=\"%s\",code=\"500\"} %d%n".formatted(name, (long) bad));
            }
        }

        private void advance() {
            long now = System.nanoTime();
            double seconds = (now - since) / NANOS;
            good += goodPerSecond * seconds;
            bad += badPerSecond * seconds;
            since = now;
        }
    }
}
