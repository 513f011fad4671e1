package dev.featurerollout.cli;

import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code featurerollout} command. */
@Command(
        name = "featurerollout",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Progressive feature rollout for Kubernetes: stages, guardrails, automatic rollback.",
        synopsisSubcommandLabel = "COMMAND")
public final class FeatureRolloutCommand {
    /** Exit code for wrong usage or no connection. */
    static final int USAGE = 2;

    private FeatureRolloutCommand() {}

    /** Runs the command line and returns its exit code. */
    public static int run(Clock clock, Map<String, String> environment, String... args) {
        CommandLine commandLine = commandLine(clock, environment);
        if (args.length == 0) {
            commandLine.usage(commandLine.getErr());
            return USAGE;
        }
        return commandLine.execute(args);
    }

    static CommandLine commandLine(Clock clock, Map<String, String> environment) {
        return new CommandLine(new FeatureRolloutCommand())
                .addSubcommand(new OperatorCommand(clock, environment))
                .addSubcommand(new DemoCommand(clock, environment))
                .addSubcommand(new FlagsCommand())
                .addSubcommand(new PlanCommand(clock, System.in))
                .addSubcommand(new BacktestCommand(clock))
                .addSubcommand(new BenchCommand())
                .addSubcommand(new LintCommand(clock, System.in))
                .addSubcommand(new ExplainCommand(clock))
                .addSubcommand(new CompletionCommand())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((e, command, result) -> {
                    command.getErr().println("featurerollout: " + Failures.message(e));
                    return USAGE;
                });
    }
}
