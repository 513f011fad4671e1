package dev.featurerollout.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the build, as the jar's manifest names it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "featurerollout "
                    + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("(development)")
        };
    }
}
