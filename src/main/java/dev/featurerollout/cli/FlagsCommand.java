package dev.featurerollout.cli;

import picocli.CommandLine.Command;

/** {@code featurerollout flags}: what there is to do with flag documents, without a cluster. */
@Command(
        name = "flags",
        mixinStandardHelpOptions = true,
        description = "Looks at flag documents. Needs no cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = FlagsLintCommand.class)
final class FlagsCommand {}
