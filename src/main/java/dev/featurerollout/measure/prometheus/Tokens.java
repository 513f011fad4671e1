package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Tokens by OAuth 2 client credentials, each kept until shortly before it expires.
 *
 * <p>Of what the authorization server says, messages only repeat the error code: it may well echo the secret.
 */
final class Tokens {
    /** Before it expires, a token is replaced: it may be on its way for a while. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    private static final Duration LIFE_IF_NOT_SAID = Duration.ofMinutes(5);
    /** After a refusal, and for a new token that is not accepted: servers lock out who tries too often. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final JsonMapper JSON = new JsonMapper();

    private final Authentication.OAuth2 client;
    private final Wire wire;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private Token token;
    private Problem refusal;
    private long refusedAt;
    private boolean inBody;

    private record Token(String value, long gotAt, Duration life) {}

    Tokens(Authentication.OAuth2 client, Wire wire, LongSupplier nanoTime) {
        this.client = client;
        this.wire = wire;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns a token that is valid for some time yet.
     *
     * @param deadline as {@link System#nanoTime()} tells the time
     */
    String current(long deadline) throws Problem {
        awaitTurn(deadline);
        try {
            if (token == null || isOver(token.gotAt, token.life)) {
                token = fetchUnlessRefused(deadline);
            }
            return token.value;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a token that is not accepted; returns whether asking for another makes sense. */
    boolean drop(String notAccepted) {
        lock.lock();
        try {
            if (token != null && token.value.equals(notAccepted)) {
                if (!isOver(token.gotAt, PAUSE)) {
                    return false;
                }
                token = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(long deadline) throws Problem {
        try {
            if (lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("interrupted");
        }
        throw Problem.unavailable("no token from " + client.tokenUrl().getHost() + " in time");
    }

    private boolean isOver(long since, Duration span) {
        return nanoTime.getAsLong() - since >= span.toNanos();
    }

    private Token fetchUnlessRefused(long deadline) throws Problem {
        if (refusal != null && !isOver(refusedAt, PAUSE)) {
            throw refusal;
        }
        refusal = null;
        HttpResponse<byte[]> reply = ask(deadline);
        if (reply.statusCode() == 400 || reply.statusCode() == 401) {
            // Servers should take the secret in a header, but some only know it in the body.
            inBody = !inBody;
            HttpResponse<byte[]> other = ask(deadline);
            if (other.statusCode() == 200) {
                reply = other;
            } else {
                inBody = !inBody;
            }
        }
        return read(reply);
    }

    private HttpResponse<byte[]> ask(long deadline) throws Problem {
        String secret = secret();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (!client.scopes().isEmpty()) {
            form.put("scope", String.join(" ", client.scopes()));
        }
        client.audience().ifPresent(audience -> form.put("audience", audience));
        HttpRequest.Builder request = HttpRequest.newBuilder(client.tokenUrl())
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (inBody) {
            form.put("client_id", client.clientId());
            form.put("client_secret", secret);
        } else {
            String both = encode(client.clientId()) + ":" + encode(secret);
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return wire.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), place(), deadline);
    }

    private String secret() throws Problem {
        try {
            return client.clientSecret().reveal();
        } catch (IOException e) {
            throw Problem.noCredential("cannot get the client secret for " + place() + ": " + e.getMessage());
        }
    }

    private Token read(HttpResponse<byte[]> reply) throws Problem {
        JsonNode json = json(reply.body());
        String value = json.path("access_token").asText();
        if (reply.statusCode() == 200 && !value.isEmpty()) {
            long seconds = json.path("expires_in").asLong(0);
            return new Token(value, nanoTime.getAsLong(), life(seconds));
        }
        String code = json.path("error").asText();
        String said = reply.statusCode() + (code.matches("[a-z_]{1,64}") ? " " + code : "");
        if (reply.statusCode() >= 400 && reply.statusCode() < 500) {
            refusal = Problem.denied(
                    place() + " gave no token, it answered " + said + ": check the client's ID, secret and scopes");
            refusedAt = nanoTime.getAsLong();
            throw refusal;
        }
        throw Problem.unavailable(place() + " gave no token, it answered " + said);
    }

    private static Duration life(long seconds) {
        if (seconds <= 0) {
            return LIFE_IF_NOT_SAID;
        }
        Duration whole = Duration.ofSeconds(seconds);
        Duration half = whole.dividedBy(2);
        Duration early = whole.minus(EARLY);
        return early.compareTo(half) > 0 ? early : half;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /** Without its parameters, in which something secret may be. */
    private String place() {
        String path =
                client.tokenUrl().getRawPath() == null ? "" : client.tokenUrl().getRawPath();
        return client.tokenUrl().getScheme() + "://" + client.tokenUrl().getRawAuthority() + path;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
