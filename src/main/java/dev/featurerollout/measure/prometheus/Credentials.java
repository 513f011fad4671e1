package dev.featurerollout.measure.prometheus;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers of one request with their secrets read, and what to keep out of messages because of them. */
final class Credentials {

    /** Below this length a value is taken for a word that may be part of others, not for a secret. */
    private static final int WORD = 6;

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private Optional<Signing> signing = Optional.empty();

    private record Signing(Signature signature, InstantSource clock) {}

    private Credentials() {}

    /**
     * Reads what {@code config} points at, now.
     *
     * @param token that an authorization server gave
     */
    static Credentials read(PrometheusConfig config, Optional<String> token) throws Problem {
        Credentials credentials = new Credentials();
        for (Map.Entry<String, Secret> header : config.headers().entrySet()) {
            String what = "the header " + header.getKey();
            credentials.put(header.getKey(), credentials.reveal(header.getValue(), what), what);
        }
        if (config.authentication() instanceof Authentication.Bearer bearer) {
            String what = "the bearer token";
            credentials.put("Authorization", "Bearer " + credentials.reveal(bearer.token(), what), what);
        } else if (config.authentication() instanceof Authentication.Basic basic) {
            String both = basic.username() + ":" + credentials.reveal(basic.password(), "the password");
            String encoded = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
            credentials.secrets.add(encoded);
            credentials.put("Authorization", "Basic " + encoded, "the password");
        } else if (config.authentication() instanceof Authentication.SigV4 key) {
            credentials.signing = Optional.of(new Signing(credentials.signature(key), key.clock()));
        } else if (token.isPresent()) {
            credentials.secrets.add(token.get());
            credentials.put("Authorization", "Bearer " + token.get(), "the token of the authorization server");
        }
        return credentials;
    }

    private Signature signature(Authentication.SigV4 key) throws Problem {
        String id = reveal(key.accessKeyId(), "the access key ID");
        String secret = reveal(key.secretAccessKey(), "the secret access key");
        Optional<String> session = Optional.empty();
        if (key.sessionToken().isPresent()) {
            session = Optional.of(reveal(key.sessionToken().get(), "the session token"));
        }
        checkSendable(id + session.orElse(""), "the access key");
        return new Signature(key.region(), "aps", id, secret, session);
    }

    /** Returns the headers that sign a request; none if requests are not signed. */
    Map<String, String> sign(String method, URI uri, String body) {
        return signing.map(how -> how.signature.sign(method, uri, Map.of(), body, how.clock.instant()))
                .orElse(Map.of());
    }

    private String reveal(Secret secret, String what) throws Problem {
        try {
            String value = secret.reveal();
            if (!value.isEmpty()) {
                secrets.add(value);
            }
            return value;
        } catch (IOException e) {
            throw Problem.noCredential("cannot get " + what + " for Prometheus: " + e.getMessage());
        }
    }

    private void put(String name, String value, String what) throws Problem {
        checkSendable(value, what);
        headers.put(name, value);
    }

    private static void checkSendable(String value, String what) throws Problem {
        // HttpRequest would refuse it too, and show it in the exception.
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw Problem.noCredential(what + " for Prometheus has characters that a header cannot carry");
        }
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns {@code text}, which somebody else wrote, fit for a message: no secret, one line, not long. */
    String redact(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        for (String secret : secrets) {
            String literal = Pattern.quote(secret);
            String pattern = secret.length() < WORD ? "(?<!\\w)" + literal + "(?!\\w)" : literal;
            clean = clean.replaceAll(pattern, Matcher.quoteReplacement("[redacted]"));
        }
        return clean.length() > 1000 ? clean.substring(0, 1000) + "…" : clean;
    }
}
