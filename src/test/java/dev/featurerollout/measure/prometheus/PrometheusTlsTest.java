package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the source trusts, and how it shows itself. */
@Tag("slow")
class PrometheusTlsTest {

    private static final Instant TIME = Instant.EPOCH;
    private static final Series ONE = new Series(List.of(new Sample(Map.of(), 1)));

    @TempDir
    private static Path shared;

    private static TestCertificates certificates;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new TestCertificates(shared)
                .signed("ec", "EC", "-ext", "san=dns:localhost")
                .signed("expired", "EC", "-ext", "san=dns:localhost", "-startdate", "-3d", "-validity", "1")
                .signed("rsa", "RSA");
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhenItsBundleIsGiven() throws Exception {
        try (ScriptedServer server = server("ec", false)) {
            assertThat(ask(server, new Tls(ca(), null, null))).isEqualTo(ONE);
            assertThat(messageOf(ask(server, Tls.DEFAULT)))
                    .isEqualTo("TLS with " + server.url() + " failed: its certificate is not signed by a certificate"
                            + " authority that is trusted; check the CA bundle");
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotAccepted() throws Exception {
        try (ScriptedServer server = server("ec", false);
                PrometheusSource source = new PrometheusSource(
                        PrometheusConfig.of(server.url().replace("localhost", "127.0.0.1"))
                                .withTls(new Tls(ca(), null, null)),
                        QueryObserver.NONE)) {
            assertThat(messageOf(source.at("up", TIME)))
                    .startsWith("TLS with https://127.0.0.1")
                    .contains("its certificate is not accepted: ");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void anExpiredCertificateIsNotAccepted() throws Exception {
        try (ScriptedServer server = server("expired", false)) {
            assertThat(messageOf(ask(server, new Tls(ca(), null, null)))).contains("TLS with", "validity");
        }
    }

    @Test
    void aServerWithoutTlsIsToldApart() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ok());
                PrometheusSource source = new PrometheusSource(
                        PrometheusConfig.of(server.url().replace("http:", "https:")), QueryObserver.NONE)) {
            assertThat(messageOf(source.at("up", TIME))).startsWith("TLS with https://localhost:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa PKCS#8", "rsa PKCS#1", "ec PKCS#8", "ec SEC1"})
    void aClientCertificateOpensTheDoor(String aliasAndForm) throws Exception {
        String alias = aliasAndForm.split(" ")[0];
        String key = switch (aliasAndForm.split(" ")[1]) {
            case "PKCS#8" -> certificates.pkcs8Pem(alias);
            case "PKCS#1" -> certificates.pkcs1Pem(alias);
            default -> certificates.sec1Pem(alias);
        };
        try (ScriptedServer server = server("ec", true)) {
            assertThat(ask(server, new Tls(ca(), Secret.of(certificates.certificatePem(alias)), Secret.of(key))))
                    .isEqualTo(ONE);
        }
    }

    @Test
    void withoutAClientCertificateTheDoorStaysShut() throws Exception {
        try (ScriptedServer server = server("ec", true)) {
            assertThat(ask(server, new Tls(ca(), null, null))).isInstanceOf(Unavailable.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void rotatedFilesCountFromTheNextQueryOn() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.crt"), "not yet\n");
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        try (ScriptedServer server = server("ec", true);
                PrometheusSource source = new PrometheusSource(
                        PrometheusConfig.of(server.url())
                                .withTls(new Tls(Secret.in(ca), Secret.in(certificate), Secret.in(key))),
                        QueryObserver.NONE)) {
            assertThat(messageOf(source.at("up", TIME)))
                    .isEqualTo("cannot get the client certificate for Prometheus: there is no file " + certificate);
            Files.writeString(certificate, certificates.certificatePem("ec"));
            Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----");
            assertThat(messageOf(source.at("up", TIME)))
                    .endsWith("cannot be used: the key is encrypted; give it without a pass phrase");
            Files.writeString(key, certificates.sec1Pem("ec"));
            assertThat(messageOf(source.at("up", TIME)))
                    .isEqualTo("cannot set up TLS for Prometheus: the CA bundle cannot be used: no BEGIN CERTIFICATE in"
                            + " it");
            Files.writeString(ca, certificates.certificatePem("ca"));
            assertThat(source.at("up", TIME)).isEqualTo(ONE);
            Files.writeString(certificate, certificates.certificatePem("rsa"));
            Files.writeString(key, certificates.pkcs1Pem("rsa"));
            assertThat(source.at("up", TIME)).isEqualTo(ONE);
        }
    }

    private static Secret ca() throws Exception {
        return Secret.of(certificates.certificatePem("ca"));
    }

    private static ScriptedServer server(String alias, boolean clients) throws Exception {
        return ScriptedServer.tls(certificates.serverContext(alias), clients, ok());
    }

    private static ScriptedServer.Behaviour ok() {
        return ScriptedServer.json(
                200, "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[0,\"1\"]}}");
    }

    private static Answer ask(ScriptedServer server, Tls tls) {
        try (PrometheusSource source =
                new PrometheusSource(PrometheusConfig.of(server.url()).withTls(tls), QueryObserver.NONE)) {
            return source.at("up", TIME);
        }
    }

    private static String messageOf(Answer answer) {
        assertThat(answer).isInstanceOf(Unavailable.class);
        return ((Unavailable) answer).message();
    }
}
