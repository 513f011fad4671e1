package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server started for tests. It ends with this JVM, even if the JVM is killed. */
public final class ChildProcess {
    /** The shell becomes the server; beside it waits a process for the end of the pipe that only the JVM holds. */
    private static final String LEASH = "exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec \"$@\" </dev/null";

    private static final int PATIENCE_SECONDS = 20;
    private static final int TAIL_LINES = 25;

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a server whose output goes to {@code log}. */
    public static ChildProcess start(List<String> command, Path log) {
        return start(command, log, Map.of());
    }

    /** Starts a server with further variables in its environment. */
    public static ChildProcess start(List<String> command, Path log, Map<String, String> environment) {
        List<String> leashed = new ArrayList<>(List.of("sh", "-c", LEASH, "leash"));
        leashed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(leashed)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    /** Returns its process id: the shell has become the server. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the server and waits for it, first politely. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            process.getOutputStream().close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The pipe of a process that has ended.
        }
    }

    /** Ends the server at once, as a crash would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The pipe of a process that has ended.
        }
    }

    /** Returns the end of its log, to say why it failed. */
    public String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }
}
