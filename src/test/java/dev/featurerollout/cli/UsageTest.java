package dev.featurerollout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says to somebody who types something wrong, or cannot connect. */
class UsageTest {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    Path folder;

    private static Run run(String... args) {
        return Run.of(NOW, List.of(args));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lint --stric rollout.yaml        | featurerollout lint: there is no option --stric: did you mean"
                        + " --strict?",
                "lint --prometheus-uri=x a.yaml   | featurerollout lint: there is no option --prometheus-uri: did you"
                        + " mean --prometheus-url?",
                "operator --zzz                   | featurerollout operator: there is no option --zzz",
                "explian new-checkout             | featurerollout: there is no command explian: did you mean explain?",
                "rollback new-checkout            | featurerollout: there is no command rollback",
                "explain a b                      | featurerollout explain: \"b\" is one argument too many",
                "lint                             | featurerollout lint: no manifest is given: name a file, a folder,"
                        + " or -",
                "operator --http-port=eighty      | featurerollout operator: Invalid value for option '--http-port':"
                        + " 'eighty' is not an int",
            })
    void aUsageErrorIsSaidInTwoLines(String line, String message) {
        Run run = run(line.split(" +"));

        assertThat(run.exitCode()).isEqualTo(2);
        String command = message.substring(0, message.indexOf(':'));
        assertThat(run.err().lines()).containsExactly(message, "Run " + command + " --help for what it takes.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFileNeedsNoOption() {
        assertThat(run("lint", "examples/first/rollout.yaml").exitCode()).isZero();
        assertThat(run("lint", "--strict", "examples/first", "examples/ramp").exitCode())
                .isZero();
        assertThat(run("plan", "--offline", "examples/first").exitCode()).isZero();
    }

    @Test
    void theManifestOfAConfigMapIsReadAsItsDocuments() throws IOException {
        Path file = Files.writeString(
                folder.resolve("configmap.yaml"),
                Files.readString(Path.of("examples/first/configmap.yaml")).replace("\"off\", 100", "\"off\", \"100\""));

        Run run = run("flags", "lint", file.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        String line = lineOf(file, "fractional");
        assertThat(run.out())
                .contains(file + ": taken for Flagd", file + ":" + line + ":")
                .contains(": error: ");
        assertThat(run("flags", "lint", "examples/first/configmap.yaml").exitCode())
                .isZero();
    }

    private static String lineOf(Path file, String text) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return Integer.toString(lines.indexOf(lines.stream()
                        .filter(line -> line.contains(text))
                        .findFirst()
                        .orElseThrow())
                + 1);
    }

    @Test
    void anApiServerThatIsAwayIsNamedWithTheCause() throws IOException {
        Path kubeconfig = kubeconfig("https://127.0.0.1:" + Ports.free());

        Run run = run("explain", "new-checkout", "--kubeconfig", kubeconfig.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("featurerollout: the API server cannot be reached: connection refused. Check")
                .contains("--kubeconfig")
                .doesNotContain("Operation");
    }

    @Test
    void aHostThatDoesNotExistIsSaid() throws IOException {
        Path kubeconfig = kubeconfig("https://no-such-host.invalid:6443");

        assertThat(run("operator", "--http-port=0", "--kubeconfig", kubeconfig.toString())
                        .err())
                .contains("its host name cannot be resolved", "--kubeconfig");
        assertThat(run("plan", "examples/first", "--kubeconfig", kubeconfig.toString())
                        .err())
                .contains("its host name cannot be resolved");
    }

    private Path kubeconfig(String server) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - {name: test, context: {cluster: test, user: test, namespace: shop}}
            clusters:
            - {name: test, cluster: {server: "%s"}}
            users:
            - {name: test, user: {token: none}}
            """.formatted(server));
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), run("completion").out());

        Process bash = new ProcessBuilder("bash", "-ec", """
            source "$1"
            compopt() { :; } # only in a completion that a person asked for
            COMP_WORDS=(featurerollout lint --str) COMP_CWORD=2 COMP_LINE="featurerollout lint --str"
            _complete_featurerollout
            echo "${COMPREPLY[@]}"
            """, "bash", script.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes())).isEqualTo("--strict\n");
        assertThat(bash.waitFor()).isZero();
    }
}
