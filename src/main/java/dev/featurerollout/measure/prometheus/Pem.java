package dev.featurerollout.measure.prometheus;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in the text form that Kubernetes Secrets and cert-manager hold them in. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** The certificates in {@code pem}, in order; at least one. */
    static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(pem); block.find(); ) {
            if (block.group(1).endsWith("CERTIFICATE")) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(decode(block))));
            }
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no BEGIN CERTIFICATE in it");
        }
        return certificates;
    }

    /** The first private key in {@code pem}. */
    static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        for (Matcher block = BLOCK.matcher(pem); block.find(); ) {
            String label = block.group(1);
            if (label.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
                throw new GeneralSecurityException("the key is encrypted; give it without a pass phrase");
            }
            switch (label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(decode(block));
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(Pkcs8.fromPkcs1(decode(block)));
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(Pkcs8.fromSec1(decode(block)));
                }
                default -> {} // EC PARAMETERS, or the certificate in the same file
            }
        }
        throw new GeneralSecurityException("no BEGIN PRIVATE KEY in it");
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new GeneralSecurityException("the key is damaged, or neither RSA nor EC nor EdDSA");
    }

    private static byte[] decode(Matcher block) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("damaged PEM");
        }
    }
}
