package dev.featurerollout.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a few lines what is wrong with how a command was called. */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + message(wrong));
        err.println("Run " + name + " --help for what it takes.");
        err.flush();
        return FeatureRolloutCommand.USAGE;
    }

    private static String message(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return wrong.getMessage();
        }
        CommandSpec spec = wrong.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            String option = word.replaceFirst("=.*", "");
            List<String> options = spec.options().stream()
                    .filter(known -> !known.hidden())
                    .map(known -> known.longestName())
                    .toList();
            return "there is no option " + option + Suggestion.question(option, options);
        }
        return spec.subcommands().isEmpty()
                ? "\"" + word + "\" is one argument too many"
                : "there is no command " + word
                        + Suggestion.question(word, spec.subcommands().keySet());
    }
}
