package dev.featurerollout.measure.prometheus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates made by the JDK's keytool for one test run, so that none in the repository can expire. */
final class TestCertificates {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path file;

    /** An authority called {@code ca} in a new key store in {@code folder}. */
    TestCertificates(Path folder) throws Exception {
        file = folder.resolve("keys.p12");
        add("ca", "EC", "-ext", "bc:c");
    }

    /** A key called {@code alias} whose certificate the authority has signed. */
    TestCertificates signed(String alias, String algorithm, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-signer", "ca"));
        arguments.addAll(List.of(more));
        add(alias, algorithm, arguments.toArray(String[]::new));
        return this;
    }

    private void add(String alias, String algorithm, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                algorithm,
                algorithm.equals("EC") ? "-groupname" : "-keysize",
                algorithm.equals("EC") ? "secp256r1" : "2048"));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }

    /** A server with the certificate of {@code alias} that trusts the clients the authority has signed. */
    SSLContext serverContext(String alias) throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(alias, key(alias), PASSWORD, chain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", chain("ca")[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The certificate, and those up to the authority's. */
    String certificatePem(String alias) throws GeneralSecurityException, IOException {
        StringBuilder pem = new StringBuilder("# made for a test\n");
        for (Certificate certificate : chain(alias)) {
            pem.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return pem.toString();
    }

    String pkcs8Pem(String alias) throws GeneralSecurityException, IOException {
        return pem("PRIVATE KEY", key(alias).getEncoded());
    }

    /** The older form of an RSA key of 2048 bits: what PKCS#8 wraps, behind its 26 bytes. */
    String pkcs1Pem(String alias) throws GeneralSecurityException, IOException {
        byte[] pkcs8 = key(alias).getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
    }

    /** The older form of a key on the curve P-256, which names its curve; openssl writes the parameters before it. */
    String sec1Pem(String alias) throws GeneralSecurityException, IOException {
        byte[] oid = {0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
        byte[] pkcs8 = key(alias).getEncoded();
        byte[] version = {0x02, 1, 1};
        byte[] scalar = null;
        for (int i = 0; scalar == null; i++) { // version 1, then an octet string of 32 bytes
            if (Arrays.equals(pkcs8, i, i + 5, new byte[] {0x02, 1, 1, 0x04, 32}, 0, 5)) {
                scalar = Arrays.copyOfRange(pkcs8, i + 3, i + 37);
            }
        }
        byte[] sec1 = new byte[2 + version.length + scalar.length + 2 + oid.length];
        sec1[0] = 0x30;
        sec1[1] = (byte) (sec1.length - 2);
        System.arraycopy(version, 0, sec1, 2, version.length);
        System.arraycopy(scalar, 0, sec1, 5, scalar.length);
        sec1[5 + scalar.length] = (byte) 0xa0;
        sec1[6 + scalar.length] = (byte) oid.length;
        System.arraycopy(oid, 0, sec1, 7 + scalar.length, oid.length);
        return pem("EC PARAMETERS", oid) + pem("EC PRIVATE KEY", sec1);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private Key key(String alias) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD).getKey(alias, PASSWORD);
    }

    private Certificate[] chain(String alias) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD).getCertificateChain(alias);
    }
}
