package dev.featurerollout.cli;

import dev.featurerollout.cli.Manifests.Manifest;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The manifests that a command reads: with -f, as kubectl has it, or just named. */
final class ManifestFiles {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Manifests: files, folders, or - for the standard input. May be left out before the names.")
    private List<String> files = List.of();

    @Parameters(paramLabel = "FILE", arity = "0..*", hidden = true)
    private List<String> named = List.of();

    List<String> names() {
        List<String> all = Stream.concat(files.stream(), named.stream()).toList();
        if (all.isEmpty()) {
            throw new ParameterException(command.commandLine(), "no manifest is given: name a file, a folder, or -");
        }
        return all;
    }

    List<Manifest> read(InputStream standardInput) {
        return Manifests.read(names(), standardInput);
    }

    @Override
    public String toString() {
        return String.join(", ", names());
    }
}
