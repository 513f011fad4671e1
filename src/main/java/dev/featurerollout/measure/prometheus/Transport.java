package dev.featurerollout.measure.prometheus;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in words what went wrong below HTTP. */
final class Transport {
    private Transport() {}

    /** What {@code error} means for a question to {@code server}; {@code begun}: its answer had begun. */
    static Problem problem(Throwable error, String server, PrometheusConfig config, boolean begun) {
        if (causeOf(error, CappedBody.TooLarge.class) != null) {
            return Problem.tooLarge(
                    "the answer is larger than the " + config.maxResponseBytes() + " bytes that are read at most");
        }
        if (causeOf(error, UnresolvedAddressException.class) != null
                || causeOf(error, UnknownHostException.class) != null) {
            return Problem.unavailable("cannot reach " + server + ": the host name cannot be resolved");
        }
        if (causeOf(error, HttpConnectTimeoutException.class) != null) {
            return Problem.unavailable("cannot reach " + server + ": no connection within " + words(config.timeout()));
        }
        if (causeOf(error, SSLException.class) != null) {
            return Problem.unavailable("TLS with " + server + " failed: " + tls(error));
        }
        if (causeOf(error, ConnectException.class) != null) {
            String message = causeOf(error, ConnectException.class).getMessage();
            return Problem.unavailable("cannot reach " + server + ": "
                    + (message == null ? "connection refused" : message.toLowerCase(Locale.ROOT)));
        }
        return Problem.unavailable("the connection to " + server + " broke "
                + (begun ? "in the middle of the answer" : "before the answer"));
    }

    /**
     * Whether asking again is due: the connection broke before any answer, as one does that was kept alive too long.
     */
    static boolean isWorthAnotherTry(Throwable error, boolean begun) {
        return !begun
                && error instanceof IOException
                && causeOf(error, ConnectException.class) == null
                && causeOf(error, SSLException.class) == null
                && causeOf(error, HttpTimeoutException.class) == null;
    }

    /** A time span as people write it: 200 ms, 10 s. */
    static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private static String tls(Throwable error) {
        CertPathValidatorException path = causeOf(error, CertPathValidatorException.class);
        if (path != null) {
            return "its certificate is not accepted: " + path.getMessage();
        }
        String message = causeOf(error, SSLException.class).getMessage();
        if (message != null && message.contains("PKIX path building failed")) {
            return "its certificate is not signed by a certificate authority that is trusted; check the CA bundle";
        }
        CertificateException certificate = causeOf(error, CertificateException.class);
        if (certificate != null && certificate.getMessage() != null) {
            return "its certificate is not accepted: " + certificate.getMessage();
        }
        return message == null ? "no reason given" : message;
    }

    private static <T extends Throwable> T causeOf(Throwable error, Class<T> type) {
        int depth = 0;
        for (Throwable cause = error; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
