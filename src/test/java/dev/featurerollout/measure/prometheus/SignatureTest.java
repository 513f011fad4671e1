package dev.featurerollout.measure.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signatures that AWS publishes for its own example requests: the test suite of Signature Version 4, and IAM's. */
class SignatureTest {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final URI ROOT = URI.create("https://example.amazonaws.com/");

    @Test
    void getVanilla() {
        assertThat(authorization("GET", ROOT, Map.of(), ""))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=host;x-amz-date, "
                        + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void postVanilla() {
        assertThat(authorization("POST", ROOT, Map.of(), ""))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void getVanillaQueryOrderKeyCase() {
        URI uri = URI.create(ROOT + "?Param2=value2&Param1=value1");
        assertThat(authorization("GET", uri, Map.of(), ""))
                .endsWith("Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void postXWwwFormUrlencoded() {
        Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
        assertThat(authorization("POST", ROOT, form, "Param1=value1"))
                .endsWith("SignedHeaders=content-type;host;x-amz-date, "
                        + "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void listUsersOfIam() {
        Signature iam = new Signature("us-east-1", "iam", "AKIDEXAMPLE", SECRET, Optional.empty());
        URI uri = URI.create("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
        Map<String, String> headers = Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        assertThat(iam.sign("GET", uri, headers, "", TIME).get("Authorization"))
                .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        Signature session = new Signature("us-east-1", "aps", "AKIDEXAMPLE", SECRET, Optional.of("session"));
        assertThat(session.sign("GET", ROOT, Map.of(), "", TIME))
                .containsEntry("X-Amz-Security-Token", "session")
                .containsEntry("X-Amz-Date", "20150830T123600Z")
                .hasEntrySatisfying(
                        "Authorization",
                        value -> assertThat(value).contains("SignedHeaders=host;x-amz-date;x-amz-security-token, "));
    }

    private static String authorization(String method, URI uri, Map<String, String> headers, String body) {
        Signature signature = new Signature("us-east-1", "service", "AKIDEXAMPLE", SECRET, Optional.empty());
        assertThat(signature.toString()).doesNotContain(SECRET);
        return signature.sign(method, uri, headers, body, TIME).get("Authorization");
    }
}
