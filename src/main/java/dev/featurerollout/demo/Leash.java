package dev.featurerollout.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that ends with this one, even if this one is killed. */
final class Leash implements AutoCloseable {
    /** The shell becomes the program; beside it waits a process for the end of the pipe that only the JVM holds. */
    private static final String SCRIPT =
            "exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec \"$@\" </dev/null";

    private static final int PATIENCE_SECONDS = 5;

    private final Process process;

    Leash(List<String> command, Path log) throws IOException {
        List<String> leashed = new ArrayList<>(List.of("sh", "-c", SCRIPT, "leash"));
        leashed.addAll(command);
        process = new ProcessBuilder(leashed)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
