package dev.featurerollout.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option may also be given in the environment: {@code --http-port} as {@code FEATUREROLLOUT_HTTP_PORT}. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option)) {
            return null;
        }
        String value = environment.get(variable(option.longestName()));
        // An empty variable is how a template says "not set".
        return value == null || value.isEmpty() ? null : value;
    }

    static String variable(String option) {
        return "FEATUREROLLOUT_"
                + option.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
