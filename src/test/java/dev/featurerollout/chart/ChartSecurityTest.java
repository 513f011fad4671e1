package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pod keeps to the Pod Security Standard "restricted" and writes nowhere but to /tmp. */
class ChartSecurityTest {
    static List<Path> valueFiles() {
        return Chart.valueFiles();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void restricted(Path values) {
        JsonNode pod = Chart.podSpec(Chart.render(values));

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC"))
                .isFalse();
        JsonNode operator = pod.at("/containers/0/securityContext");
        assertThat(operator.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(operator.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(Chart.strings(operator.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(operator.at("/capabilities/add").isMissingNode()).isTrue();
        JsonNode tmp = pod.at("/volumes/0");
        assertThat(tmp.path("name").asText()).isEqualTo("tmp");
        assertThat(tmp.at("/emptyDir/sizeLimit").asText()).isEqualTo("64Mi");
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void memoryIsBoundedAndTheProcessorIsNot(Path values) {
        JsonNode resources = Chart.podSpec(Chart.render(values)).at("/containers/0/resources");

        assertThat(resources.at("/requests/memory").asText()).isNotEmpty();
        assertThat(resources.at("/requests/cpu").asText()).isNotEmpty();
        assertThat(resources.at("/limits/memory").asText()).isNotEmpty();
    }

    @Test
    void thePodRunsAsTheImagesUser() throws IOException {
        Matcher user = Pattern.compile("(?m)^USER (\\d+):(\\d+)$").matcher(Files.readString(Path.of("Dockerfile")));
        assertThat(user.find()).isTrue();

        JsonNode context = Chart.podSpec(Chart.render(Map.of())).path("securityContext");
        assertThat(context.path("runAsUser").asText()).isEqualTo(user.group(1));
        assertThat(context.path("runAsGroup").asText()).isEqualTo(user.group(2));
    }

    @Test
    void theImageStartsTheClassThatTheJarHas() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        Matcher entrypoint = Pattern.compile("\"([a-z.]+\\.Main)\"\\]").matcher(dockerfile);

        assertThat(entrypoint.find()).isTrue();
        assertThat(Path.of("src/main/java", entrypoint.group(1).replace('.', '/') + ".java"))
                .exists();
        assertThat(dockerfile).doesNotContain("lib-demo");
    }

    @Test
    void thePolicyAllowsTheHttpPortAndWhatTheOperatorAsks() {
        JsonNode policy = Chart.only(Chart.render(Map.of("networkPolicy.enabled", "true")), "NetworkPolicy");

        assertThat(policy.at("/spec/ingress").findValuesAsText("port")).containsExactly("8080");
        assertThat(policy.at("/spec/egress").findValuesAsText("port"))
                .containsExactly("53", "53", "443", "6443", "9090");
        assertThat(Chart.strings(policy.at("/spec/policyTypes"))).containsExactly("Ingress", "Egress");
    }
}
