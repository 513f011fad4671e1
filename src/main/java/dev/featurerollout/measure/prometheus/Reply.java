package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the replies that carry an answer from those that refuse the query and those that are no news at all. */
final class Reply {

    private static final Logger log = LoggerFactory.getLogger(Reply.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** VictoriaMetrics puts the status there. */
    private static final Set<String> BLAMES_QUERY = Set.of("bad_data", "execution", "400", "422");

    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_.]*+(?:=~|!~|!=|=))\"(?:[^\"\\\\]|\\\\.)*+\"");

    private final int status;
    private final byte[] body;
    private final String contentType;
    private final String location;
    private final Credentials credentials;

    Reply(HttpResponse<byte[]> response, Credentials credentials) {
        this.status = response.statusCode();
        this.body = response.body();
        this.contentType = response.headers().firstValue("Content-Type").orElse("");
        this.location = response.headers().firstValue("Location").orElse("");
        this.credentials = credentials;
    }

    /** The {@code data} of a complete answer. */
    JsonNode data() throws Problem {
        if (status >= 300 && status < 400) {
            throw Problem.unavailable("Prometheus redirects to " + place(location)
                    + ", and redirects are not followed; give the URL it should be asked at");
        }
        if (status == 401 || status == 403) {
            throw Problem.denied("Prometheus answered " + status
                    + (status == 401 ? " Unauthorized" : " Forbidden")
                    + ": check the credentials (bearer token, user name and password, client certificate)");
        }
        if (status == 404) {
            throw Problem.unavailable(
                    "Prometheus answered 404 Not Found: check the URL and its path prefix; what is asked is"
                            + " PREFIX/api/v1/query");
        }
        JsonNode root = json();
        if (root != null && root.path("status").asText().equals("error")) {
            throw error(root.path("errorType").asText(), root.path("error").asText());
        }
        if (status < 200 || status > 299) {
            throw Problem.unavailable("Prometheus answered " + status + text());
        }
        if (root == null || !root.path("status").asText().equals("success")) {
            throw Problem.unavailable("the answer is " + kindOfBody() + ", not that of Prometheus");
        }
        checkComplete(root);
        return root.path("data");
    }

    private Problem error(String type, String message) {
        String text = withoutLabelValues(credentials.redact(message));
        // Prometheus calls every code between 400 and 499 that it can blame; a proxy in front may call it otherwise.
        boolean blamed = (status == 400 || status == 422 || status == 200) && BLAMES_QUERY.contains(type);
        boolean isExecution = !type.equals("bad_data");
        if (!blamed || isExecution && isOutage(message)) {
            return Problem.unavailable("Prometheus answered " + status + " " + type + ": " + text);
        }
        return isExecution ? Problem.notExecuted(text) : Problem.refused(text);
    }

    /** Messages quote the series in the way of a query, and these may be of another tenant: only names stay. */
    private static String withoutLabelValues(String message) {
        return LABEL.matcher(message).replaceAll("$1…");
    }

    /** Storage that fails below a query comes as an error of its execution; the query is not to blame. */
    private static boolean isOutage(String message) {
        return message.startsWith("expanding series: ") && !message.contains("limit")
                || Stream.of(
                                "context deadline exceeded",
                                "context canceled",
                                "timeout exceeded",
                                "connection refused",
                                "code = Unavailable")
                        .anyMatch(message::contains);
    }

    private void checkComplete(JsonNode root) throws Problem {
        // VictoriaMetrics, with some of its storage nodes away.
        if (root.path("isPartial").asBoolean()) {
            throw Problem.unavailable("Prometheus answered in part only (isPartial)");
        }
        for (JsonNode warning : root.path("warnings")) {
            String text = withoutLabelValues(credentials.redact(warning.asText()));
            // These speak about the query, all others about data that is missing.
            if (!text.startsWith("PromQL info") && !text.startsWith("PromQL warning")) {
                throw Problem.unavailable("Prometheus may have answered in part only, it warns: " + text);
            }
            log.debug("Prometheus remarks: {}", text);
        }
        for (JsonNode info : root.path("infos")) {
            log.debug("Prometheus remarks: {}", credentials.redact(info.asText()));
        }
    }

    private JsonNode json() {
        try {
            JsonNode root = JSON.readTree(body);
            return root.isObject() ? root : null;
        } catch (IOException e) {
            return null;
        }
    }

    private String kindOfBody() {
        if (isHtml()) {
            return "an HTML page (a login page, or the wrong path prefix?)";
        }
        return contentType.toLowerCase(Locale.ROOT).contains("json") ? "incomplete or malformed JSON" : "not JSON";
    }

    private boolean isHtml() {
        return contentType.toLowerCase(Locale.ROOT).contains("html")
                || new String(body, 0, Math.min(body.length, 100), StandardCharsets.UTF_8)
                        .stripLeading()
                        .startsWith("<");
    }

    private String text() {
        if (isHtml()) {
            return " with an HTML page";
        }
        String text = credentials.redact(new String(body, 0, Math.min(body.length, 2000), StandardCharsets.UTF_8));
        return text.isEmpty() ? "" : ": " + (text.length() > 200 ? text.substring(0, 200) + "…" : text);
    }

    /** Where a redirect leads, without what may be secret in it. */
    private static String place(String location) {
        try {
            URI uri = URI.create(location);
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            if (uri.getHost() == null) {
                return path;
            }
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
        } catch (IllegalArgumentException e) {
            return "an address that is not valid";
        }
    }
}
