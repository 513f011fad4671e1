package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Sends one form to Prometheus and reads the reply, within the time-out from the first byte to the last. */
final class HttpApi implements AutoCloseable {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final PrometheusConfig config;
    private final Wire wire;
    private final Optional<Tokens> tokens;
    private volatile boolean onlyGet;

    HttpApi(PrometheusConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.wire = new Wire(config);
        this.tokens = config.authentication() instanceof Authentication.OAuth2 client
                ? Optional.of(new Tokens(client, wire, nanoTime))
                : Optional.empty();
    }

    /**
     * Returns {@code data} of the reply of {@code path}.
     *
     * @param headers of this request only; no secrets
     */
    JsonNode ask(String path, Map<String, String> form, Map<String, String> headers) throws Problem {
        Call call = new Call(path, form, headers);
        boolean get = onlyGet;
        Exchanged exchanged = call.exchange(get);
        int status = exchanged.response.statusCode();
        if (!get && (status == 405 || status == 501)) {
            onlyGet = true;
            exchanged = call.exchange(true);
        }
        return exchanged.data();
    }

    /** Returns {@code data} of what {@code path} shows to GET. */
    JsonNode get(String path, Map<String, String> headers) throws Problem {
        return new Call(path, Map.of(), headers).exchange(true).data();
    }

    private record Exchanged(HttpResponse<byte[]> response, Credentials credentials) {
        JsonNode data() throws Problem {
            return new Reply(response, credentials).data();
        }
    }

    /** One question, which may take several exchanges, all within one time-out. */
    private final class Call {
        private final String path;
        private final Map<String, String> form;
        private final Map<String, String> headers;
        private final long deadline = System.nanoTime() + config.timeout().toNanos();

        Call(String path, Map<String, String> form, Map<String, String> headers) {
            this.path = path;
            this.form = form;
            this.headers = headers;
        }

        Exchanged exchange(boolean get) throws Problem {
            wire.checkOpen();
            Optional<String> token = token();
            Exchanged exchanged = exchange(get, token);
            boolean stale = exchanged.response.statusCode() == 401
                    && token.isPresent()
                    && tokens.orElseThrow().drop(token.get());
            return stale ? exchange(get, token()) : exchanged;
        }

        private Optional<String> token() throws Problem {
            return tokens.isPresent() ? Optional.of(tokens.get().current(deadline)) : Optional.empty();
        }

        private Exchanged exchange(boolean get, Optional<String> token) throws Problem {
            Credentials credentials = Credentials.read(config, token);
            HttpRequest request = request(get, credentials);
            return new Exchanged(wire.send(request, config.baseUrl().toString(), deadline), credentials);
        }

        private HttpRequest request(boolean get, Credentials credentials) throws Problem {
            String encoded = form.entrySet().stream()
                    .map(e -> e.getKey() + "=" + encode(e.getValue()))
                    .collect(Collectors.joining("&"));
            String url = config.baseUrl() + path;
            URI uri = URI.create(get && !encoded.isEmpty() ? url + "?" + encoded : url);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .header("Accept", "application/json")
                    .header("User-Agent", "featurerollout");
            if (get) {
                request.GET();
            } else {
                request.POST(HttpRequest.BodyPublishers.ofString(encoded)).header("Content-Type", FORM);
            }
            headers.forEach(request::setHeader);
            credentials.headers().forEach(request::setHeader);
            credentials.sign(get ? "GET" : "POST", uri, get ? "" : encoded).forEach(request::setHeader);
            return request.build();
        }
    }

    /** As a form is encoded, but with %20 for a space, which means the same everywhere in a URL. */
    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        wire.close();
    }
}
