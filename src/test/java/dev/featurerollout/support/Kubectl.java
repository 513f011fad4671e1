package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real kubectl. */
public final class Kubectl {
    private final String program;
    private final Path kubeconfig;
    private final Path cache;

    Kubectl(String program, String kubeconfig, Path home) {
        this.program = program;
        this.kubeconfig = home.resolve("kubeconfig");
        // Not the user's: what is cached there goes by host and port, and ports come again.
        this.cache = home.resolve("kubectl-cache");
        try {
            Files.writeString(this.kubeconfig, kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file that a shell runs. */
    public Path program() {
        return Path.of(program);
    }

    /** Returns what kubectl prints on its standard output; it must end well. */
    public String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "--kubeconfig=" + kubeconfig, "--cache-dir=" + cache));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("kubectl " + String.join(" ", arguments) + " failed, see above");
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
