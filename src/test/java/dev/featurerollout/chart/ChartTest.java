package dev.featurerollout.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Helm makes of the chart, and what it says to somebody who made a mistake. */
class ChartTest {
    @TempDir
    Path temp;

    static List<Path> valueFiles() {
        return Chart.valueFiles();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void lintFindsNothing(Path values) throws IOException {
        LintResult result = new Helm(copyWithValues(values)).lint().strict().call();

        assertThat(result.getMessages()).noneMatch(line -> line.contains("[WARNING]") || line.contains("[ERROR]"));
        assertThat(result.isFailed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void rendersObjectsWithTheLabelsOfTheRelease(Path values) {
        assertThat(Chart.render(values)).isNotEmpty().allSatisfy(object -> {
            assertThat(object.path("apiVersion").asText()).isNotEmpty();
            assertThat(object.at("/metadata/name").asText()).isNotEmpty();
            JsonNode labels = object.at("/metadata/labels");
            assertThat(labels.path("app.kubernetes.io/instance").asText()).isEqualTo(Chart.RELEASE);
            assertThat(labels.path("app.kubernetes.io/managed-by").asText()).isEqualTo("Helm");
        });
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void theSelectorsFindThePods(Path values) {
        List<JsonNode> objects = Chart.render(values);
        JsonNode podLabels = Chart.only(objects, "Deployment").at("/spec/template/metadata/labels");

        List<JsonNode> selectors = Stream.of(
                        Chart.ofKind(objects, "Deployment").stream().map(o -> o.at("/spec/selector/matchLabels")),
                        Chart.ofKind(objects, "Service").stream().map(o -> o.at("/spec/selector")),
                        Chart.ofKind(objects, "PodDisruptionBudget").stream()
                                .map(o -> o.at("/spec/selector/matchLabels")),
                        Chart.ofKind(objects, "NetworkPolicy").stream().map(o -> o.at("/spec/podSelector/matchLabels")),
                        Stream.of(podLabels.deepCopy())
                                .filter(o -> Chart.podSpec(objects).has("topologySpreadConstraints"))
                                .map(o -> Chart.podSpec(objects)
                                        .at("/topologySpreadConstraints/0/labelSelector/matchLabels")))
                .flatMap(s -> s)
                .toList();

        assertThat(selectors).isNotEmpty().allSatisfy(selector -> {
            assertThat(selector.isEmpty()).isFalse();
            selector.properties()
                    .forEach(label -> assertThat(podLabels.get(label.getKey())).isEqualTo(label.getValue()));
        });
    }

    @Test
    void twoReplicasWithALeaderByDefault() {
        List<JsonNode> objects = Chart.render(Map.of());

        JsonNode deployment = Chart.only(objects, "Deployment");
        assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(Chart.arguments(objects))
                .containsExactly(
                        "operator",
                        "--prometheus-url=" + Chart.URL,
                        "--prometheus-timeout=10s",
                        "--prometheus-concurrency=8",
                        "--http-port=8080",
                        "--leader-election=true",
                        "--leader-election-namespace=ops",
                        "--log-format=json",
                        "--log-level=info");
        JsonNode disruption = Chart.only(objects, "PodDisruptionBudget");
        assertThat(disruption.path("apiVersion").asText()).isEqualTo("policy/v1");
        assertThat(disruption.at("/spec/minAvailable").asInt()).isEqualTo(1);
        assertThat(Chart.podSpec(objects).path("terminationGracePeriodSeconds").asInt())
                .isEqualTo(30);
        assertThat(Chart.ofKind(objects, "NetworkPolicy")).isEmpty();
        assertThat(Chart.ofKind(objects, "ServiceMonitor")).isEmpty();
        assertThat(Chart.ofKind(objects, "PrometheusRule")).isEmpty();
    }

    @Test
    void oneReplicaHasNoDisruptionBudget() {
        assertThat(Chart.ofKind(Chart.render(Chart.valueFile("single")), "PodDisruptionBudget"))
                .isEmpty();
    }

    @Test
    void theProbesAskTheOperatorsPaths() {
        JsonNode container = Chart.podSpec(Chart.render(Map.of())).at("/containers/0");

        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
    }

    @Test
    void credentialsAreFilesOfOneSecret() {
        List<JsonNode> objects = Chart.render(Chart.valueFile("full"));

        assertThat(Chart.arguments(objects))
                .contains(
                        "--prometheus-password-file=/etc/featurerollout/prometheus/password",
                        "--prometheus-ca-file=/etc/featurerollout/prometheus/ca.crt",
                        "--prometheus-client-cert-file=/etc/featurerollout/prometheus/tls.crt",
                        "--prometheus-client-key-file=/etc/featurerollout/prometheus/tls.key",
                        "--prometheus-header=X-Scope-OrgID=team a|team b",
                        "--prometheus-header=X-Api-Key=@/etc/keys/api-key",
                        "--selector=team in (checkout,cart)")
                .noneMatch(argument -> argument.contains("token") || argument.contains("username"));
        JsonNode pod = Chart.podSpec(objects);
        JsonNode mount = pod.at("/containers/0/volumeMounts/1");
        assertThat(mount.path("mountPath").asText()).isEqualTo("/etc/featurerollout/prometheus");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(mount.has("subPath")).isFalse();
        assertThat(pod.at("/volumes/1/secret/items").findValuesAsText("path"))
                .containsExactly("password", "ca.crt", "tls.crt", "tls.key");
        JsonNode username = pod.at("/containers/0/env/0");
        assertThat(username.path("name").asText()).isEqualTo("FEATUREROLLOUT_PROMETHEUS_USERNAME");
        assertThat(username.at("/valueFrom/secretKeyRef/name").asText()).isEqualTo("mimir");
    }

    @Test
    void aTokenIsTheCredentialThatNeedsNoMoreThanTheSecret() {
        List<JsonNode> objects = Chart.render(Map.of("prometheus.auth.existingSecret", "thanos"));

        assertThat(Chart.arguments(objects))
                .contains("--prometheus-bearer-token-file=/etc/featurerollout/prometheus/token");
    }

    @Test
    void theNotesSayWhatToDoNext() {
        String output = Chart.helm()
                .install()
                .clientOnly()
                .dryRun()
                .withKubeVersion(Chart.OLDEST_KUBERNETES)
                .withName(Chart.RELEASE)
                .withNamespace(Chart.NAMESPACE)
                .withValuesFile(Chart.valueFile("namespaced"))
                .call()
                .getOutput();

        assertThat(output)
                .contains(
                        "works in:     shop, payments",
                        "kubectl -n shop label configmap shop-flags featurerollout.dev/flags=true",
                        "kind: FeatureRollout");
    }

    @Test
    void withoutPrometheusItSaysWhatToSet() {
        assertThatThrownBy(() -> Chart.template(Map.of("prometheus.url", "''")))
                .hasMessageContaining("prometheus.url is required")
                .hasMessageContaining("--set prometheus.url=http://");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        leaderElection.enabled | false      | replicaCount > 1 needs leaderElection.enabled=true
        watchNamespaces        | [shop]     | watchNamespaces needs rbac.scope=Namespaced
        prometheus.auth.keys   | [username] | username and password go together
        prometheus.auth.keys   | [token,username,password] | either token, or username and password
        prometheus.auth.keys   | [tls.crt]  | tls.crt and tls.key go together
        prometheus.auth.keys   | []         | prometheus.auth.keys is empty
        """)
    void contradictionsAreRefusedWithTheWayOut(String key, String value, String message) {
        assertThatThrownBy(() -> Chart.template(Map.of("prometheus.auth.existingSecret", "secret", key, value)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        replicas                   | 3         | replicas
        prometheus.urll            | http://x  | urll
        prometheus.url             | ftp://x   | url
        prometheus.timeout         | 10        | timeout
        prometheus.concurrency     | many      | concurrency
        prometheus.auth.keys       | [tokn]    | keys
        prometheus.headers         | [{name: X}] | headers
        rbac.scope                 | Clusters  | scope
        logging.level              | loud      | level
        http.port                  | 80        | port
        image.digest               | sha256:12 | digest
        podDisruptionBudget.minAvailable | half | minAvailable
        prometheusRule.disabled    | [Nothing] | disabled
        """)
    void mistakesAreRefusedByTheSchemaWhichNamesThem(String key, String value, String named) {
        assertThatThrownBy(() -> Chart.template(Map.of(key, value)))
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    @Test
    void thePackageHoldsWhatTheFolderHolds() throws IOException {
        Chart.helm().packageIt().withDestination(temp).call();
        Path archive = temp.resolve("featurerollout-0.1.0.tgz");
        assertThat(archive).isNotEmptyFile();

        // A file can be a chart as well as a folder can.
        String fromPackage = Chart.onOldest(Helm.template(archive.toString()))
                .set("prometheus.url", Chart.URL)
                .call();

        assertThat(fromPackage).isEqualTo(Chart.template(Map.of()));
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(() -> Chart.onOldest(Chart.helm().template())
                        .withKubeVersion("1.29.15")
                        .set("prometheus.url", Chart.URL)
                        .call())
                .hasMessageContaining("chart requires kubeVersion: >=1.30.0-0")
                .hasMessageContaining("incompatible with Kubernetes v1.29.15");
    }

    /** Helm's Java binding cannot lint with a value file, so the file's values become the chart's own. */
    private Path copyWithValues(Path values) throws IOException {
        Path copy = Chart.copyTo(temp);
        JsonNode merged = Chart.merge(Chart.read(copy.resolve("values.yaml")), Chart.read(values));
        Files.writeString(copy.resolve("values.yaml"), Chart.write(merged));
        return copy;
    }
}
