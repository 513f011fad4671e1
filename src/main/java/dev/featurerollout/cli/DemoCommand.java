package dev.featurerollout.cli;

import dev.featurerollout.demo.Demo;
import dev.featurerollout.model.DurationText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code featurerollout demo}: two rollouts of {@code examples/demo}, live. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows two rollouts in about a minute: one goes through, one is rolled back. Needs no cluster.",
        footer = {"", "Exit code: 0 if both came out so, 1 if not, 2 if there is no Prometheus to be had."})
final class DemoCommand implements Callable<Integer> {
    private final Clock clock;
    private final Map<String, String> environment;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Use a real cluster: a namespace featurerollout-demo, removed afterwards. Default: an API"
                    + " server in this process.")
    private Path kubeconfig;

    @Option(names = "--plain", description = "Write one line a change, as without a terminal, instead of drawing.")
    private boolean plain;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "3m",
            description = "Count it as failed after this time. Default: ${DEFAULT-VALUE}.")
    private String timeout;

    @Option(names = "--without-bug", hidden = true, description = "Let the faulty feature be sound.")
    private boolean withoutBug;

    // Java cannot tell whether stdout is a terminal, and does not know where the project is: the launcher says so.
    @Option(names = "--terminal", hidden = true)
    private boolean terminal;

    @Option(names = "--home", hidden = true)
    private Path home;

    DemoCommand(Clock clock, Map<String, String> environment) {
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (home == null) {
            throw new IllegalStateException(
                    "the demo is not part of this image: run ./featurerollout demo in the project");
        }
        boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean canDraw = terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        Demo.Options options = new Demo.Options(
                home,
                Optional.ofNullable(kubeconfig),
                DurationText.parse(timeout),
                canDraw && !plain,
                !noColour,
                !withoutBug);
        // The picture is of characters that the platform's own encoding may lack.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        return new Demo(options, clock, out, System.err).run();
    }
}
