package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.support.Crd;
import dev.featurerollout.support.InvalidManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What {@code featurerollout lint} says about files, and where. */
class LintCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    private static final String HEAD = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: FeatureRollout
        metadata: {name: new-checkout, namespace: shop}
        spec:
          flags:
          - {name: checkout, configMapRef: {name: flags, key: checkout}, format: Plain}
          stages:
          - {name: canary, percentage: 5, bakeTime: 10m}
          - {name: everyone, percentage: 100, bakeTime: 1h}
        """;

    private static final String CRITERIA = """
          successCriteria:
          - name: errors
            ratio:
              bad: sum(rate(http_requests_total{code=~"5.."}[$(window)]))
              of: sum(rate(http_requests_total[$(window)]))
            max: "0.01"
          - name: latency
            max: 1
            query: |
              # of all pods
              histogram_quantile(0.99, sum(
                rate(http_request_duration_seconds_bucket[$(window)])))
          - {name: queue, query: 'max(queue{kind=''a''}) > 10', max: 20}
        """;

    private static final String CLEAN = HEAD + """
          successCriteria:
          - {name: queue, query: max(queue_length), max: 20}
        """;

    private static final String TEMPLATES = "src/test/resources/crd/criteriatemplates/valid";

    @TempDir
    Path folder;

    private static Run lint(String... args) {
        List<String> all = new ArrayList<>(List.of("lint"));
        all.addAll(List.of(args));
        return Run.of(NOW, all);
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theExamplesAreCleanAndOtherKindsArePassedOver() {
        Run run = lint("-f", "examples");

        assertThat(run.err()).startsWith("11 rollouts: 0 errors, 0 warnings; passed over: 9 ConfigMap, 1 FeatureFlag");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void templatesOfHelmArePassedOverUntilTheyAreRendered() throws IOException {
        file("chart/Chart.yaml", "{apiVersion: v2, name: shop, version: 0.1.0}");
        Path template = file("chart/templates/rollout.yaml", "metadata: {name: {{ .Release.Name }}}\n");
        file("rollout.yaml", HEAD + "  allowUnguarded: true\n");

        assertThat(lint("-f", folder.toString()).err()).startsWith("1 rollout: 0 errors");
        assertThat(lint("-f", template.toString()).exitCode()).isEqualTo(2);
    }

    @Test
    void eachFindingHasItsPlaceInTheFile() throws IOException {
        Path file = file("rollout.yaml", "kind: ConfigMap\n---\n# ours\n" + HEAD + CRITERIA);

        Run run = lint("-f", file.toString());

        assertThat(run.out().lines().map(line -> line.replaceFirst(": (\\w+ \\w+): .*", ": $1")))
                .containsExactly(
                        file + ":23:32: error QuantileWithoutLe", file + ":25:27: warning ComparisonDropsSeries");
        assertThat(run.err()).startsWith("1 rollout: 1 error, 1 warning; passed over: 1 ConfigMap");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void whatTheOperatorWouldRefuseIsAnError() throws IOException {
        Path file = file(
                "rollout.yaml",
                CLEAN.replace("percentage: 100", "percentage: 2").replace("max: 20", "max: 20, warning: {max: 30}"));

        Run run = lint("-f", file.toString());

        assertThat(run.out().lines().toList()).hasSize(2);
        assertThat(run.out())
                .contains(file + ":9:34: error InvalidSpec: ")
                .contains(file + ":11:69: error InvalidSpec: spec.successCriteria[0].warning.max: 30 is not below max");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aFieldThatDoesNotExistIsAnError() throws IOException {
        Path file = file("rollout.yaml", CLEAN.replace("max: 20}", "max: 20, failLimit: 3}"));

        Run run = lint("-f", file.toString());

        assertThat(run.out())
                .startsWith(
                        file + ":11:65: error UnknownField: spec.successCriteria[0].failLimit: there is no such field");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    /** As kubectl would send it: numbers and words that YAML takes for something else, and fields that are misspelt. */
    @Test
    void whatTheApiServerRefusesIsSaidAtOnce() throws IOException {
        Path file = file("rollout.yaml", """
            apiVersion: featurerollout.dev/v1
            kind: FeatureRollout
            metadata: {name: New_Checkout}
            spec:
              flags:
              - {name: checkout, configMapRef: {name: flags, key: f.json}, format: flagd, flag: new-checkout, variation: on}
              stages:
              - {name: canary, percentage: 0.5, bakeTime: 1d}
              - {name: half, percentage: 50, bakeTime: 30}
              - {name: everyone, percentage: 100%, bakeTime: PT1H}
              suspend: "yes"
              succesCriteria: []
              successCriteria:
              - {name: queue, query: max(queue_length), max: 0.01, failureLimit: "3"}
            status: {}
            sped: {}
            """);

        Run run = lint("-f", file.toString());

        assertThat(run.out().lines().map(line -> line.substring(line.indexOf(": error ") + 8)))
                .contains(
                        "InvalidSpec: apiVersion: is \"featurerollout.dev/v1\": write featurerollout.dev/v1alpha1",
                        "UnknownField: sped: there is no such field, so the API server drops it: did you mean spec?",
                        "InvalidSpec: spec.flags[0].variation: is read as the boolean true: write it in quotes, \"on\"",
                        "InvalidSpec: spec.stages[0].percentage: is the number 0.5: write it in quotes, \"0.5\"",
                        "InvalidSpec: spec.stages[0].bakeTime: \"1d\" is not a duration such as 90s, 10m or 1h30m:"
                                + " days are not a unit, write 24h",
                        "InvalidSpec: spec.stages[2].bakeTime: \"PT1H\" is not a duration such as 90s, 10m or 1h30m:"
                                + " write 1h",
                        "InvalidSpec: spec.suspend: is \"yes\": write true or false",
                        "InvalidSpec: spec.successCriteria[0].max: is the number 0.01: write it in quotes, \"0.01\"",
                        "InvalidSpec: spec.successCriteria[0].failureLimit: is the text \"3\": write it without"
                                + " quotes, 3")
                .anyMatch(line -> line.startsWith("InvalidSpec: metadata.name: is \"New_Checkout\""))
                .anyMatch(line -> line.startsWith("InvalidSpec: spec.flags[0].format: ") && line.contains("Flagd"))
                .anyMatch(line -> line.startsWith("InvalidSpec: spec.stages[1].bakeTime: is the number 30"))
                .anyMatch(line -> line.startsWith("InvalidSpec: spec.stages[2].percentage: ") && line.contains("100%"))
                .anyMatch(line -> line.startsWith("UnknownField: spec.succesCriteria: ")
                        && line.endsWith("did you mean successCriteria?"));
        assertThat(run.exitCode()).isEqualTo(1);
    }

    static Stream<InvalidManifest> invalid() {
        return Stream.of(Crd.values())
                .flatMap(crd -> crd.invalid().stream()
                        .filter(manifest -> crd == Crd.FEATURE_ROLLOUT || manifest.by() == InvalidManifest.By.SCHEMA));
    }

    /** The manifests that tests of the CRD show to a real API server. */
    @ParameterizedTest
    @MethodSource("invalid")
    void whatTheApiServerRefusesIsAnError(InvalidManifest manifest) {
        Run run = lint("-f", manifest.file().toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains(": error ", ": spec");
    }

    static Stream<Path> valid() {
        return Stream.of(Crd.values()).flatMap(crd -> crd.valid().stream());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatTheApiServerAcceptsIsNoError(Path manifest) {
        assertThat(lint("-f", manifest.toString(), "-f", TEMPLATES).out()).doesNotContain(": error ");
    }

    @Test
    void aMisspeltKindIsAnError() throws IOException {
        Path file = file("rollout.yaml", CLEAN.replace("kind: FeatureRollout", "kind: FeatureRolout"));

        assertThat(lint("-f", file.toString()).out())
                .isEqualTo(file + ":2:7: error InvalidSpec: kind: there is no kind \"FeatureRolout\" in"
                        + " featurerollout.dev: did you mean FeatureRollout?\n");
    }

    @Test
    void everyKindIsKnown() {
        assertThat(ManifestSchema.KINDS)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Crd.values()).map(Crd::kind).toList());
    }

    @Test
    void aFieldOfAnotherTypeIsAnError() throws IOException {
        Path file = file("rollout.yaml", CLEAN.replace("percentage: 5,", "percentage: [5],"));

        Run run = lint("-f", file.toString());

        assertThat(run.out())
                .startsWith(file
                        + ":8:32: error InvalidSpec: spec.stages[0].percentage: is a list, and one value belongs here");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void warningsCountOnlyWhereTheyShall() throws IOException {
        Path file = file("rollout.yaml", CLEAN.replace("max(queue_length)", "max(queue_length) > 1"));

        assertThat(lint("-f", file.toString()).exitCode()).isZero();
        assertThat(lint("-f", file.toString(), "--strict").exitCode()).isEqualTo(1);
    }

    @Test
    void theWindowIsJudgedByTheScrapesThatAreNamed() throws IOException {
        Path file = file(
                "rollout.yaml",
                CLEAN.replace("max(queue_length), max: 20}", "'sum(rate(a_total[$(window)]))', max: 20, window: 1m}"));

        assertThat(lint("-f", file.toString()).out()).isEmpty();
        assertThat(lint("-f", file.toString(), "--scrape-interval", "1m").out())
                .startsWith(file
                        + ":11:76: warning WindowTooShort: spec.successCriteria[0].window: in 1m there may be"
                        + " fewer than two scrapes");
    }

    @Test
    void foldersAreReadInOrderAndAllThatIsFoundIsSorted() throws IOException {
        String filters = CLEAN.replace("max(queue_length)", "max(queue_length) > 1");
        Path second = file("b/rollout.yml", filters);
        Path first = file("a/rollout.yaml", CLEAN + "---\n" + filters + "---\n# the end\n");
        file("a/notes.txt", "kind: [");

        Run run = lint("-f", folder.toString());

        assertThat(run.out().lines().map(line -> line.replaceFirst(": warning.*", "")))
                .containsExactly(first + ":23:26", second + ":11:26");
        assertThat(run.err()).startsWith("3 rollouts: ");
    }

    @Test
    void aListOfKubectlIsReadToo() throws IOException {
        String item = CLEAN.indent(2).replaceFirst("  ", "- ");
        Path file =
                file("list.yaml", "apiVersion: v1\nkind: List\nitems:\n" + item.replace("(queue_length)", "(a) > 1"));

        assertThat(lint("-f", file.toString()).out()).startsWith(file + ":14:28: warning ComparisonDropsSeries");
    }

    @Test
    void theStandardInputIsAFileToo() {
        StringWriter out = new StringWriter();
        String text = CLEAN.replace("max(queue_length)", "absent(queue_length)");
        LintCommand lint = new LintCommand(
                Clock.fixed(NOW, ZoneOffset.UTC), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));

        int exitCode = new CommandLine(lint)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute("-f", "-");

        assertThat(out.toString()).startsWith("-:11:26: warning AbsentIsEmpty");
        assertThat(exitCode).isZero();
    }

    @Test
    void asJsonForMachines() throws IOException {
        Path file = file("rollout.yaml", HEAD + CRITERIA);

        JsonNode findings = new ObjectMapper()
                .readTree(lint("-f", file.toString(), "-o", "json").out())
                .path("findings");

        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).path("file").asText()).isEqualTo(file.toString());
        assertThat(findings.get(0).path("line").asInt()).isEqualTo(20);
        assertThat(findings.get(0).path("column").asInt()).isEqualTo(32);
        assertThat(findings.get(0).path("severity").asText()).isEqualTo("Error");
        assertThat(findings.get(0).path("rule").asText()).isEqualTo("QuantileWithoutLe");
        assertThat(findings.get(0).path("path").asText()).isEqualTo("spec.successCriteria[1].query");
        assertThat(findings.get(0).path("message").asText()).contains("by (le)");
    }

    @Test
    void whatCannotBeReadIsNoVerdict() throws IOException {
        Path broken = file("broken.yaml", CLEAN + "---\nkind: [\n");
        Path other = file("other.yaml", "kind: Deployment\n");

        assertThat(lint("-f", broken.toString()))
                .satisfies(run -> assertThat(run.err()).contains(broken + ":14:1: not valid YAML"))
                .extracting(Run::exitCode)
                .isEqualTo(2);
        assertThat(lint("-f", other.toString()))
                .satisfies(run -> assertThat(run.err()).contains("no FeatureRollout", "1 Deployment"))
                .extracting(Run::exitCode)
                .isEqualTo(2);
        assertThat(lint("-f", folder.resolve("none.yaml").toString()).exitCode())
                .isEqualTo(2);
        assertThat(lint().exitCode()).isEqualTo(2);
    }

    @Test
    void aPrometheusThatDoesNotAnswerIsNoVerdict() throws IOException {
        Path file = file("rollout.yaml", CLEAN);

        Run run = lint("-f", file.toString(), "--prometheus-url", "http://127.0.0.1:1");

        assertThat(run.err()).contains("Prometheus did not answer");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private static final String BY_TEMPLATE = HEAD + """
          successCriteria:
          - {name: queue, query: max(queue_length), max: 20}
          - name: errors
            templateRef: {kind: ClusterCriteriaTemplate, name: errors-of-a-job}
            args: [{name: job, value: checkout}]
        """;

    private static final String TEMPLATE = """
        apiVersion: featurerollout.dev/v1alpha1
        kind: ClusterCriteriaTemplate
        metadata: {name: errors-of-a-job}
        spec:
          args: [{name: job}]
          criteria:
          - name: errors
            query: histogram_quantile(0.99, sum(rate(duration_seconds_bucket{job="$(job)"}[$(window)])))
            max: 1
        """;

    @Test
    void aTrapInATemplateIsToldWhereTheRolloutRefersToIt() throws IOException {
        Path rollout = Files.writeString(folder.resolve("rollout.yaml"), BY_TEMPLATE);
        Files.writeString(folder.resolve("template.yaml"), TEMPLATE);

        Run run = lint("-f", folder.toString());

        assertThat(run.out())
                .contains(rollout + ":12:5: error QuantileWithoutLe")
                .contains("ClusterCriteriaTemplate errors-of-a-job");
        assertThat(run.err()).doesNotContain("passed over");
    }

    @Test
    void aTemplateThatIsInNoFileIsAskedFor() throws IOException {
        Path rollout = Files.writeString(folder.resolve("rollout.yaml"), BY_TEMPLATE);

        Run run = lint("-f", rollout.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("InvalidSpec").contains("give the template's file, too");
    }
}
