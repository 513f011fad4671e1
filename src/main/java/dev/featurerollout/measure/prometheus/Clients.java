package dev.featurerollout.measure.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The HTTP client, built anew when the certificates or the key it works with have changed. */
final class Clients {

    private final Tls tls;
    private final Duration connectTimeout;
    private HttpClient client;
    private List<String> madeFrom;

    Clients(Tls tls, Duration connectTimeout) {
        this.tls = tls;
        this.connectTimeout = connectTimeout;
    }

    /** The client for now. */
    synchronized HttpClient current() throws Problem {
        if (client != null && tls.isDefault()) {
            return client;
        }
        String ca = read(tls.ca(), "the CA bundle");
        String certificate = read(tls.certificate(), "the client certificate");
        String key = read(tls.key(), "the client key");
        List<String> material = Arrays.asList(ca, certificate, key);
        if (!material.equals(madeFrom)) {
            client = build(ca, certificate, key);
            madeFrom = material;
        }
        return client;
    }

    private HttpClient build(String ca, String certificate, String key) throws Problem {
        try {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    // The upgrade to HTTP/2 in clear text puzzles some proxies.
                    .version(HttpClient.Version.HTTP_1_1)
                    // A redirect could carry the credentials elsewhere.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connectTimeout);
            if (!tls.isDefault()) {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(own(certificate, key), trusted(ca), null);
                builder.sslContext(context);
            }
            return builder.build();
        } catch (GeneralSecurityException | IOException | UncheckedIOException e) {
            throw Problem.noCredential("cannot set up TLS for Prometheus: " + e.getMessage());
        }
    }

    private static String read(Secret secret, String what) throws Problem {
        try {
            return secret == null ? null : secret.reveal();
        } catch (IOException e) {
            throw Problem.noCredential("cannot get " + what + " for Prometheus: " + e.getMessage());
        }
    }

    private static TrustManager[] trusted(String ca) throws GeneralSecurityException, IOException {
        if (ca == null) {
            return null; // the runtime's own
        }
        KeyStore store = emptyStore();
        List<X509Certificate> certificates = parsed("the CA bundle", () -> Pem.certificates(ca));
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] own(String certificate, String key) throws GeneralSecurityException, IOException {
        if (certificate == null) {
            return null;
        }
        KeyStore store = emptyStore();
        X509Certificate[] chain = parsed("the client certificate", () -> Pem.certificates(certificate))
                .toArray(X509Certificate[]::new);
        char[] inMemoryOnly = "none".toCharArray();
        store.setKeyEntry("own", parsed("the client key", () -> Pem.privateKey(key)), inMemoryOnly, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, inMemoryOnly);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private interface Parsing<T> {
        T run() throws GeneralSecurityException;
    }

    private static <T> T parsed(String what, Parsing<T> parsing) throws GeneralSecurityException {
        try {
            return parsing.run();
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(what + " cannot be used: " + e.getMessage(), e);
        }
    }
}
