package dev.featurerollout.measure.prometheus;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one request and waits for the reply, no longer than until a deadline, which is for its last byte. */
final class Wire implements AutoCloseable {

    private final PrometheusConfig config;
    private final Clients clients;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Wire(PrometheusConfig config) {
        this.config = config;
        this.clients = new Clients(config.tls(), config.timeout());
    }

    /**
     * Returns the reply, whatever its status.
     *
     * @param server whom it goes to, for messages
     * @param deadline as {@link System#nanoTime()} tells the time
     */
    HttpResponse<byte[]> send(HttpRequest request, String server, long deadline) throws Problem {
        HttpClient client = clients.current();
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
                checkOpen();
                if (!again || !Transport.isWorthAnotherTry(e.getCause(), body.hasBegun())) {
                    throw Transport.problem(e.getCause(), server, config, body.hasBegun());
                }
            } catch (TimeoutException e) {
                response.cancel(true);
                throw Problem.unavailable((body.hasBegun() ? "no complete answer" : "no answer") + " from " + server
                        + " within " + Transport.words(config.timeout()));
            } catch (CancellationException e) {
                throw closed();
            } catch (InterruptedException e) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                throw Problem.unavailable("interrupted");
            } finally {
                underWay.remove(response);
            }
        }
    }

    void checkOpen() throws Problem {
        if (closed) {
            throw closed();
        }
    }

    private static Problem closed() {
        return Problem.unavailable("the operator is shutting down, or its MetricsProvider has changed");
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(response -> response.cancel(true));
    }
}
