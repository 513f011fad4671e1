package dev.featurerollout.measure.prometheus;

/**
 * Whom to trust and how to show oneself over TLS; all three are PEM, and null where the default will do.
 *
 * @param ca the certificates that are trusted, instead of the Java runtime's own
 * @param certificate the client certificate, followed by those between it and its root
 * @param key the private key of {@code certificate}: PKCS#8, PKCS#1 or SEC1, not encrypted
 */
public record Tls(Secret ca, Secret certificate, Secret key) {

    /** The Java runtime's trust store and no client certificate. */
    public static final Tls DEFAULT = new Tls(null, null, null);

    public Tls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a client certificate and its key are needed together");
        }
    }

    boolean isDefault() {
        return ca == null && certificate == null;
    }
}
