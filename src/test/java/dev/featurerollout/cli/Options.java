package dev.featurerollout.cli;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The options of the command line, for the tests of the documents. */
public final class Options {
    private Options() {}

    /**
     * One option.
     *
     * @param variable its name in the environment
     * @param defaultValue empty if there is none
     */
    public record Option(String name, String variable, String defaultValue, String description) {}

    public static List<Option> ofOperator() {
        return of(new OperatorCommand(Clock.systemUTC(), Map.of()));
    }

    public static List<Option> ofDemo() {
        return of(new DemoCommand(Clock.systemUTC(), Map.of()));
    }

    public static List<Option> ofLint() {
        return of(new LintCommand(Clock.systemUTC(), InputStream.nullInputStream()));
    }

    public static List<Option> ofPlan() {
        return of(new PlanCommand(Clock.systemUTC(), InputStream.nullInputStream()));
    }

    public static List<Option> ofFlagsLint() {
        return of(new FlagsLintCommand());
    }

    public static List<Option> ofBacktest() {
        return of(new BacktestCommand(Clock.systemUTC()));
    }

    public static List<Option> ofExplain() {
        return of(new ExplainCommand(Clock.systemUTC()));
    }

    /** Returns the names of all commands, as {@code --help} lists them. */
    public static Set<String> commands() {
        return Pattern.compile("(?m)^  ([a-z]+)  +[A-Z]")
                .matcher(Run.of(Instant.EPOCH, List.of("--help")).out())
                .results()
                .map(command -> command.group(1))
                .collect(Collectors.toSet());
    }

    /** Returns the options that are for everybody. */
    private static List<Option> of(Object command) {
        return new CommandLine(command)
                .getCommandSpec().options().stream()
                        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                        .map(Options::option)
                        .toList();
    }

    private static Option option(OptionSpec spec) {
        return new Option(
                spec.longestName() + (spec.arity().max() == 0 ? "" : " " + spec.paramLabel()),
                EnvironmentDefaults.variable(spec.longestName()),
                spec.defaultValue() == null ? "" : spec.defaultValue(),
                String.join(" ", spec.description())
                        .replaceFirst(" Default: " + Pattern.quote(String.valueOf(spec.defaultValue())) + "\\.$", ""));
    }
}
