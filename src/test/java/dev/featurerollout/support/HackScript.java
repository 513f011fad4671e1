package dev.featurerollout.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scripts in {@code hack/} that find or make a real part the tests need, and print its folder. */
public final class HackScript {

    private HackScript() {}

    /**
     * Returns the folder that a script prints.
     *
     * @param arguments of the script; empty ones are left out
     * @throws IllegalStateException if the script fails, which has then printed why
     */
    public static Path folder(String name, String... arguments) {
        String script = Path.of("hack", name).toAbsolutePath().toString();
        List<String> command = new ArrayList<>(List.of(script));
        List.of(arguments).stream().filter(it -> !it.isEmpty()).forEach(command::add);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed, see above");
            }
            return Path.of(answer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
