package dev.featurerollout.measure.prometheus;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where Prometheus is, how to get in, and how much to ask of it.
 *
 * <p>A user name and password in the URL are taken out of it and used for basic authentication. Nothing here prints a
 * secret.
 *
 * @param baseUrl what comes before {@code /api/v1/query}, with the path prefix if there is one
 * @param timeout the longest time for one HTTP query, from its first byte to the answer's last; waiting for its turn
 *     takes half as long at most
 * @param maxResponseBytes the largest response body that is read, in bytes
 * @param maxConcurrentQueries how many HTTP queries may be under way at once
 * @param maxQueriesPerSecond how many HTTP queries may be sent in a second, on average; 0 for any number
 * @param headers further headers, {@code X-Scope-OrgID} for instance
 * @param authentication how the operator says who it is
 * @param tls whom to trust, and the client certificate
 */
public record PrometheusConfig(
        URI baseUrl,
        Duration timeout,
        int maxResponseBytes,
        int maxConcurrentQueries,
        int maxQueriesPerSecond,
        Map<String, Secret> headers,
        Authentication authentication,
        Tls tls) {

    /** Ten seconds for a query. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** 4 MiB for a response. */
    public static final int DEFAULT_MAX_RESPONSE_BYTES = 4 << 20;

    /** Eight queries at once. */
    public static final int DEFAULT_MAX_CONCURRENT_QUERIES = 8;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> NOT_OURS =
            Set.of("connection", "content-length", "content-type", "expect", "host", "transfer-encoding", "upgrade");

    /** @throws IllegalArgumentException if anything cannot work; the message is for people and holds no secret */
    public PrometheusConfig {
        Objects.requireNonNull(timeout);
        Objects.requireNonNull(authentication);
        Objects.requireNonNull(tls);
        String inUrl = baseUrl.getUserInfo();
        if (inUrl != null) {
            require(authentication instanceof Authentication.None, "credentials in the URL and beside it: give one");
            String[] parts = inUrl.split(":", 2);
            authentication = new Authentication.Basic(parts[0], Secret.of(parts.length > 1 ? parts[1] : ""));
        }
        baseUrl = withoutUserInfo(baseUrl);
        require(timeout.toMillis() > 0, "the time-out must be at least a millisecond");
        require(maxResponseBytes > 0, "the largest response size must be positive");
        require(maxConcurrentQueries > 0, "the number of concurrent queries must be positive");
        require(maxQueriesPerSecond >= 0, "the number of queries in a second must be positive, or 0 for any");
        headers = checked(headers, authentication);
    }

    /** The defaults for the Prometheus at {@code url}. */
    public static PrometheusConfig of(String url) {
        try {
            return new PrometheusConfig(
                    new URI(url.strip()),
                    DEFAULT_TIMEOUT,
                    DEFAULT_MAX_RESPONSE_BYTES,
                    DEFAULT_MAX_CONCURRENT_QUERIES,
                    0,
                    Map.of(),
                    new Authentication.None(),
                    Tls.DEFAULT);
        } catch (URISyntaxException e) {
            // Not the exception's own message: it shows the URL, and with it what may be a password.
            throw new IllegalArgumentException("the URL of Prometheus is not valid: " + e.getReason());
        }
    }

    /** Another time-out. */
    public PrometheusConfig withTimeout(Duration newTimeout) {
        return new PrometheusConfig(
                baseUrl,
                newTimeout,
                maxResponseBytes,
                maxConcurrentQueries,
                maxQueriesPerSecond,
                headers,
                authentication,
                tls);
    }

    /** Another cap on the response body, in bytes. */
    public PrometheusConfig withMaxResponseBytes(int newMaxResponseBytes) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                newMaxResponseBytes,
                maxConcurrentQueries,
                maxQueriesPerSecond,
                headers,
                authentication,
                tls);
    }

    /** Another cap on concurrent queries. */
    public PrometheusConfig withMaxConcurrentQueries(int newMaxConcurrentQueries) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                maxResponseBytes,
                newMaxConcurrentQueries,
                maxQueriesPerSecond,
                headers,
                authentication,
                tls);
    }

    /** Another cap on queries in a second, on average; 0 for any number. */
    public PrometheusConfig withMaxQueriesPerSecond(int newMaxQueriesPerSecond) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                maxResponseBytes,
                maxConcurrentQueries,
                newMaxQueriesPerSecond,
                headers,
                authentication,
                tls);
    }

    /** Other extra headers. */
    public PrometheusConfig withHeaders(Map<String, Secret> newHeaders) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                maxResponseBytes,
                maxConcurrentQueries,
                maxQueriesPerSecond,
                newHeaders,
                authentication,
                tls);
    }

    /** Another way to say who the operator is. */
    public PrometheusConfig withAuthentication(Authentication newAuthentication) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                maxResponseBytes,
                maxConcurrentQueries,
                maxQueriesPerSecond,
                headers,
                newAuthentication,
                tls);
    }

    /** Other certificates. */
    public PrometheusConfig withTls(Tls newTls) {
        return new PrometheusConfig(
                baseUrl,
                timeout,
                maxResponseBytes,
                maxConcurrentQueries,
                maxQueriesPerSecond,
                headers,
                authentication,
                newTls);
    }

    private static URI withoutUserInfo(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        require(http && url.getHost() != null, "the URL of Prometheus must be http(s)://host[:port][/prefix]");
        require(
                url.getRawQuery() == null && url.getRawFragment() == null,
                "the URL of Prometheus must end with the path prefix: no ? and no #");
        String path = url.getRawPath().replaceAll("/+$", "");
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(url.getScheme() + "://" + url.getHost() + port + path);
    }

    private static Map<String, Secret> checked(Map<String, Secret> headers, Authentication authentication) {
        TreeMap<String, Secret> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            require(TOKEN.matcher(name).matches(), "a header's name has characters that are not allowed in one");
            require(!NOT_OURS.contains(name.toLowerCase(Locale.ROOT)), "the header " + name + " is not free");
            require(checked.put(name, Objects.requireNonNull(value)) == null, "the header " + name + " is there twice");
        });
        require(
                authentication instanceof Authentication.None || !checked.containsKey("Authorization"),
                "an Authorization header beside other credentials: give one");
        return Map.copyOf(checked);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
