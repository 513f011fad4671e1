package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Sends one form to Prometheus and waits for the reply, no longer than the time-out from the first byte to the last. */
final class HttpApi implements AutoCloseable {

    private final PrometheusConfig config;
    private final Clients clients;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean onlyGet;
    private volatile boolean closed;

    HttpApi(PrometheusConfig config) {
        this.config = config;
        this.clients = new Clients(config.tls(), config.timeout());
    }

    /** Returns {@code data} of the reply of {@code path}. */
    JsonNode ask(String path, Map<String, String> form) throws Problem {
        if (closed) {
            throw shuttingDown();
        }
        Credentials credentials = Credentials.read(config);
        HttpClient client = clients.current();
        long deadline = System.nanoTime() + config.timeout().toNanos();
        boolean get = onlyGet;
        HttpResponse<byte[]> response = exchange(client, request(path, form, credentials, get), deadline);
        if (!get && (response.statusCode() == 405 || response.statusCode() == 501)) {
            onlyGet = true;
            response = exchange(client, request(path, form, credentials, true), deadline);
        }
        return new Reply(response, credentials).data();
    }

    private HttpRequest request(String path, Map<String, String> form, Credentials credentials, boolean get) {
        String encoded = form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String url = config.baseUrl() + path;
        HttpRequest.Builder request = get
                ? HttpRequest.newBuilder(URI.create(url + "?" + encoded)).GET()
                : HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(encoded))
                        .header("Content-Type", "application/x-www-form-urlencoded");
        request.header("Accept", "application/json").header("User-Agent", "featurerollout");
        credentials.headers().forEach(request::setHeader);
        return request.build();
    }

    private HttpResponse<byte[]> exchange(HttpClient client, HttpRequest request, long deadline) throws Problem {
        for (boolean again = true; ; again = false) {
            CappedBody body = new CappedBody(config.maxResponseBytes());
            // Not HttpRequest.timeout: that one ends with the response's head.
            CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, body);
            underWay.add(response);
            try {
                if (closed) {
                    response.cancel(true);
                }
                return response.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (closed) {
                    throw shuttingDown();
                }
                if (!again || !Transport.isWorthAnotherTry(e.getCause(), body.hasBegun())) {
                    throw Transport.problem(e.getCause(), config, body.hasBegun());
                }
            } catch (TimeoutException e) {
                response.cancel(true);
                throw Problem.unavailable((body.hasBegun() ? "no complete answer" : "no answer") + " from "
                        + config.baseUrl() + " within " + Transport.words(config.timeout()));
            } catch (CancellationException e) {
                throw shuttingDown();
            } catch (InterruptedException e) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                throw Problem.unavailable("interrupted");
            } finally {
                underWay.remove(response);
            }
        }
    }

    private static Problem shuttingDown() {
        return Problem.unavailable("the operator is shutting down");
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(response -> response.cancel(true));
    }
}
