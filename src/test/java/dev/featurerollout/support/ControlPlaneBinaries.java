package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of a control plane.
 *
 * @param folder holds etcd, kube-apiserver and kubectl
 */
record ControlPlaneBinaries(Path folder) {
    private static final Path SCRIPT = Path.of("hack/control-plane").toAbsolutePath();

    /** Returns the newest ones there are; {@code hack/control-plane} fetches them if there are none. */
    static ControlPlaneBinaries find() {
        Path versions = runScript().resolve("k8s");
        try (Stream<Path> folders = Files.list(versions)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("[0-9.]+-linux-.*"))
                    .max(Comparator.comparing(ControlPlaneBinaries::version, Arrays::compare))
                    .map(ControlPlaneBinaries::new)
                    .orElseThrow(() -> new IllegalStateException("no control plane in " + versions));
        } catch (IOException e) {
            throw new UncheckedIOException("no control plane in " + versions, e);
        }
    }

    String path(String program) {
        Path path = folder.resolve(program);
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(
                    path + " is missing or not executable: delete its folder and run " + SCRIPT);
        }
        return path.toString();
    }

    private static int[] version(Path folder) {
        return Arrays.stream(
                        folder.getFileName().toString().replaceFirst("-.*", "").split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** The script's only line on its standard output is the folder. */
    private static Path runScript() {
        try {
            Process script = new ProcessBuilder(List.of(SCRIPT.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            script.getOutputStream().close();
            String answer = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = script.waitFor();
            if (code != 0 || answer.isEmpty()) {
                throw new IllegalStateException("no control plane: " + SCRIPT + " ended with " + code + ", see above");
            }
            return Path.of(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + SCRIPT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
