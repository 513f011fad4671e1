package dev.featurerollout;

import dev.featurerollout.cli.FeatureRolloutCommand;
import java.time.Clock;

/** The entry point: the only place that knows the system's clock, reads the environment, and ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(FeatureRolloutCommand.run(Clock.systemUTC(), System.getenv(), args));
    }
}
