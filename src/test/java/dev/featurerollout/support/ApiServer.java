package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** An etcd and a kube-apiserver on the loopback address, with RBAC, and with one token that may do everything. */
final class ApiServer {

    private static final String HOST = "127.0.0.1";
    private static final String TOKEN = "test-admin";

    private final Path binaries;
    private final Path home;
    private final int etcdPort = Ports.free();
    private final int port = Ports.free();
    private final ChildProcess etcd;
    private ChildProcess apiServer;

    ApiServer(Path binaries, Path home) {
        this.binaries = binaries;
        this.home = home;
        write("tokens.csv", TOKEN + ",admin,admin,\"system:masters\"\n");
        write("service-accounts.key", privateKey());
        etcd = startEtcd();
        apiServer = startApiServer();
    }

    private ChildProcess startEtcd() {
        return ChildProcess.start(
                List.of(
                        binaries.resolve("etcd").toString(),
                        "--data-dir=" + home.resolve("etcd"),
                        "--listen-client-urls=" + etcdUrl(),
                        "--advertise-client-urls=" + etcdUrl(),
                        "--listen-peer-urls=http://" + HOST + ":0",
                        "--unsafe-no-fsync"),
                home.resolve("etcd.log"));
    }

    private ChildProcess startApiServer() {
        String key = home.resolve("service-accounts.key").toString();
        return ChildProcess.start(
                List.of(
                        binaries.resolve("kube-apiserver").toString(),
                        "--etcd-servers=" + etcdUrl(),
                        "--bind-address=" + HOST,
                        "--secure-port=" + port,
                        "--cert-dir=" + home.resolve("certs"),
                        "--token-auth-file=" + home.resolve("tokens.csv"),
                        "--authorization-mode=RBAC",
                        "--service-cluster-ip-range=10.96.0.0/24",
                        "--service-account-issuer=https://" + HOST,
                        "--service-account-signing-key-file=" + key,
                        "--service-account-key-file=" + key,
                        // There is no controller that would make the accounts pods need.
                        "--disable-admission-plugins=ServiceAccount"),
                home.resolve("kube-apiserver.log"));
    }

    /** Ends kube-apiserver, keeps etcd, and starts kube-apiserver again on the same port. */
    void restart() {
        apiServer.stop();
        apiServer = startApiServer();
    }

    void stop() {
        apiServer.stop();
        etcd.stop();
    }

    /** @throws IllegalStateException with the end of the log if a server has ended by itself */
    void checkAlive() {
        if (!etcd.isAlive()) {
            throw new IllegalStateException("etcd has ended:\n" + etcd.tail());
        }
        if (!apiServer.isAlive()) {
            throw new IllegalStateException("kube-apiserver has ended:\n" + apiServer.tail());
        }
    }

    /** Whether it has made the certificate that clients check. */
    boolean hasCertificate() {
        return Files.exists(home.resolve("certs/apiserver.crt")) && Files.exists(home.resolve("certs/apiserver.key"));
    }

    String kubeconfig() {
        try {
            String authority =
                    Base64.getEncoder().encodeToString(Files.readAllBytes(home.resolve("certs/apiserver.crt")));
            return """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts:
                - {name: test, context: {cluster: test, user: test}}
                clusters:
                - {name: test, cluster: {server: "https://%s:%d", certificate-authority-data: %s}}
                users:
                - {name: test, user: {token: %s}}
                """.formatted(HOST, port, authority, TOKEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String etcdUrl() {
        return "http://" + HOST + ":" + etcdPort;
    }

    private void write(String name, String text) {
        try {
            Files.writeString(home.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String privateKey() {
        try {
            byte[] key = KeyPairGenerator.getInstance("RSA")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
