package dev.featurerollout.measure.prometheus;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the Authorization header.
 *
 * <p>The algorithm is that of "Create a signed AWS API request" in the IAM User Guide.
 *
 * @param service {@code aps} for Amazon's managed Prometheus
 * @param sessionToken of temporary credentials
 */
record Signature(
        String region, String service, String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * Returns the headers to send besides {@code headers}.
     *
     * @param headers that are signed, too
     */
    Map<String, String> sign(String method, URI uri, Map<String, String> headers, String body, Instant now) {
        String time = TIME.format(now);
        Map<String, String> added = new TreeMap<>();
        added.put("X-Amz-Date", time);
        sessionToken.ifPresent(token -> added.put("X-Amz-Security-Token", token));

        TreeMap<String, String> signed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signed.putAll(headers);
        signed.putAll(added);
        signed.put("host", host(uri));
        String names = signed.keySet().stream().map(String::toLowerCase).collect(Collectors.joining(";"));
        String canonical = Stream.of(method, path(uri), query(uri), headers(signed), names, hash(body))
                .collect(Collectors.joining("\n"));

        String date = time.substring(0, 8);
        String scope = String.join("/", date, region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(canonical));
        byte[] key = bytes("AWS4" + secretAccessKey);
        for (String step : new String[] {date, region, service, "aws4_request"}) {
            key = hmac(key, step);
        }
        added.put(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                ALGORITHM,
                                accessKeyId,
                                scope,
                                names,
                                HexFormat.of().formatHex(hmac(key, toSign))));
        return added;
    }

    /** As the HTTP client sends it. */
    private static String host(URI uri) {
        int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == standard ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String headers(Map<String, String> signed) {
        return signed.entrySet().stream()
                .map(header -> header.getKey().toLowerCase() + ":"
                        + header.getValue().strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
    }

    /** Encoded once more than it is sent, as all services but S3 want it. */
    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty()
                ? "/"
                : Stream.of(path.split("/", -1)).map(Signature::encode).collect(Collectors.joining("/"));
    }

    private static String query(URI uri) {
        if (uri.getRawQuery() == null) {
            return "";
        }
        return Stream.of(uri.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .map(parts -> encode(decode(parts[0])) + "=" + (parts.length > 1 ? encode(decode(parts[1])) : ""))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : bytes(text)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Signature[" + region + "]";
    }
}
