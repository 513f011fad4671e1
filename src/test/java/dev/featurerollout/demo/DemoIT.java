package dev.featurerollout.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.support.ControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo as people run it: by its launcher, without a terminal. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
    private static final int PATIENCE_MINUTES = 5;

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    @Test
    void oneRolloutCompletesAndOneIsRolledBack() throws IOException, InterruptedException {
        Ended demo = demo();
        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.out())
                .containsSubsequence(
                        "new-checkout  0 % → canary (5 %): started",
                        "new-checkout  canary (5 %) → quarter (25 %): stage canary (5 %) passed its bake time of 6s",
                        "new-checkout  half (50 %) → everyone (100 %)",
                        "new-checkout  everyone (100 %) → completed",
                        "✓ new-checkout completed: 100 %",
                        "✓ new-search rolled back from 25 %",
                        "search.yaml is byte for byte what it was")
                .containsSubsequence(
                        "new-search    quarter (25 %) → 0 %: guardrail error-rate failed",
                        "new-search    RollbackVerified: error-rate is back at")
                .doesNotContain("\u001b", "at the same moment");
        assertThat(demo.err().lines()).hasSize(1);
    }

    @Test
    void itSaysSoIfTheyDoNotComeOutAsTheyShould() throws IOException, InterruptedException {
        Ended demo = demo("--without-bug");
        assertThat(demo.exitCode()).as(demo.toString()).isOne();
        assertThat(demo.out()).contains("✗ new-search should have been rolled back, but is Completed at 100");
    }

    @Test
    void aRealClusterServesItAsWell() throws IOException, InterruptedException {
        ControlPlane controlPlane = ControlPlane.shared();
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), controlPlane.kubeconfig());
        Ended demo = demo("--kubeconfig", kubeconfig.toString());
        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(controlPlane.kubectl().run("get", "configmaps,fr", "-n", Site.NAMESPACE, "-o", "name"))
                .doesNotContain("shop-flags", "new-");
    }

    private Ended demo(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of("featurerollout").toAbsolutePath().toString(), "demo"));
        command.addAll(List.of(options));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                // From elsewhere: the launcher knows where it is.
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TMPDIR", folder.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroy();
        }
    }
}
