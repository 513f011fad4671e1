package dev.featurerollout.cli;

import dev.featurerollout.bench.Contest;
import dev.featurerollout.bench.StatisticsBench;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code featurerollout bench}: what the project says of itself, to be checked by anyone. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Simulations that show what the statistics promise.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = BenchCommand.Statistics.class)
final class BenchCommand {
    /** {@code featurerollout bench statistics}. */
    @Command(
            name = "statistics",
            mixinStandardHelpOptions = true,
            description = "Sequential tests, thresholds and other judges side by side, on the same simulated rollouts.")
    static final class Statistics implements Runnable {
        @Option(
                names = "--rollouts",
                paramLabel = "N",
                defaultValue = "1000",
                description = "Rollouts for each line of the tables (default: ${DEFAULT-VALUE}).")
        int rollouts;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "The same seed prints the same tables (default: ${DEFAULT-VALUE}).")
        long seed;

        @Override
        public void run() {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
            new StatisticsBench(new Contest(rollouts, seed), out).run();
            out.flush();
        }
    }
}
