package dev.featurerollout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.featurerollout.apply.format.FlagFormat.Trap;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.apply.format.document.UnreadableDocument;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.promql.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code featurerollout flags lint}: what would go wrong if a flag of these documents were rolled out. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says what is wrong or risky in flag documents: where, why and how to mend it.",
        footer = {
            "",
            "Exit code: 0 if no flag would be refused, 1 if one would, 2 if a file cannot be read or is of no known"
                    + " format."
        })
final class FlagsLintCommand implements Callable<Integer> {
    private static final int FOUND = 1;
    private static final Pattern CONFIG_MAP = Pattern.compile("\\bkind\"?\\s*:\\s*\"?ConfigMap\\b");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Flag documents, or manifests of the ConfigMaps that hold them.")
    private List<Path> files;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The format, as in spec.flags[].format: ${COMPLETION-CANDIDATES}. Default: what each document"
                    + " looks like.")
    private FlagFormatName format;

    @Option(
            names = "--flag",
            paramLabel = "KEY",
            description =
                    "Check this flag only, as one that is to be rolled out; for Plain its path. Default: all flags"
                            + " that have a rule for a share of users.")
    private String flag;

    @Option(
            names = "--variation",
            paramLabel = "NAME",
            description = "The variation of --flag that is to be rolled out. Default: the only one that is not the"
                    + " default.")
    private String variation;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "text",
            description = "How to say it: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output;

    /** How findings are printed. */
    enum Output {
        text,
        json
    }

    /**
     * What was found in one file, as {@code -o json} prints it.
     *
     * @param guessed what speaks for the format; empty if it was given
     */
    record Finding(String file, String format, String guessed, List<Trap> traps) {
        long fatal() {
            return traps.stream().filter(Trap::fatal).count();
        }
    }

    @Override
    public Integer call() {
        if (variation != null && flag == null) {
            throw new ParameterException(spec.commandLine(), "--variation says nothing without --flag");
        }
        List<Finding> findings = new ArrayList<>();
        boolean unknown = false;
        for (Path file : files) {
            List<Finding> found = lint(file);
            findings.addAll(found);
            unknown |= found.isEmpty();
        }
        print(findings);
        return unknown
                ? FeatureRolloutCommand.USAGE
                : findings.stream().anyMatch(finding -> finding.fatal() > 0) ? FOUND : 0;
    }

    private List<Finding> lint(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            unusable(file, "there is no such file");
            return List.of();
        } catch (CharacterCodingException e) {
            unusable(file, "it is not UTF-8");
            return List.of();
        } catch (IOException e) {
            unusable(file, "it cannot be read: " + e.getMessage());
            return List.of();
        }
        List<Manifest> configMaps = configMaps(file, text);
        return configMaps.isEmpty()
                ? lint(file, file.getFileName().toString(), text).stream().toList()
                : configMaps.stream()
                        .flatMap(manifest -> lint(file, manifest).stream())
                        .toList();
    }

    /** Returns the ConfigMaps in a manifest; none if it is a document itself. */
    private static List<Manifest> configMaps(Path file, String text) {
        if (!CONFIG_MAP.matcher(text).find()) {
            return List.of();
        }
        return Manifests.parse(file.toString(), text).stream()
                .filter(manifest -> manifest.kind().equals("ConfigMap"))
                .toList();
    }

    /** Lints the documents of a ConfigMap, with their places in the manifest. */
    private List<Finding> lint(Path file, Manifest configMap) {
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : configMap.json().path("data").properties()) {
            lint(file, entry.getKey(), entry.getValue().asText()).ifPresent(finding -> {
                List<Trap> placed = finding.traps().stream()
                        .map(trap -> placed(trap, configMap, entry.getKey()))
                        .toList();
                findings.add(new Finding(finding.file(), finding.format(), finding.guessed(), placed));
            });
        }
        return findings;
    }

    private static Trap placed(Trap trap, Manifest configMap, String key) {
        Position place = configMap.places().inText(configMap.path() + "data", key, trap.line(), trap.column());
        return new Trap(trap.rule(), place.line(), place.column(), trap.message(), trap.fatal());
    }

    /** @param name of the document, whose end may say its syntax */
    private Optional<Finding> lint(Path file, String name, String text) {
        return format == null ? guessed(file, name, text) : Optional.of(lint(file, name, text, format, ""));
    }

    private Optional<Finding> guessed(Path file, String documentName, String text) {
        try {
            FormatGuess guess = FormatGuess.of(documentName, text);
            Optional<FlagFormatName> known = Arrays.stream(FlagFormatName.values())
                    .filter(name -> guess.format().filter(name.name()::equals).isPresent())
                    .findFirst();
            return known.isPresent()
                    ? Optional.of(lint(file, documentName, text, known.get(), guess.why()))
                    : unusable(
                            file,
                            (file.endsWith(documentName) ? "its format" : "the format of " + documentName)
                                    + " is not clear: " + guess.why() + ". Give it with --format");
        } catch (UnreadableDocument e) {
            Trap trap = new Trap("unreadable", e.place().line(), e.place().column(), e.getMessage(), true);
            return Optional.of(new Finding(file.toString(), "", "", List.of(trap)));
        }
    }

    private Optional<Finding> unusable(Path file, String why) {
        spec.commandLine().getErr().println(file + ": " + why);
        return Optional.empty();
    }

    private Finding lint(Path file, String documentName, String text, FlagFormatName name, String guessed) {
        boolean plain = name == FlagFormatName.Plain;
        Optional<String> key = Optional.ofNullable(flag);
        Optional<FlagTarget> target = plain || key.isPresent()
                ? Optional.of(new FlagTarget(
                        "flag",
                        "",
                        documentName,
                        name,
                        plain ? Optional.empty() : key,
                        Optional.ofNullable(variation),
                        plain ? key : Optional.empty()))
                : Optional.empty();
        return new Finding(
                file.toString(), name.name(), guessed, Formats.of(name).lint(text, target));
    }

    private void print(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.json) {
            try {
                out.println(new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(findings));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("findings are plain values", e);
            }
            return;
        }
        for (Finding finding : findings) {
            if (!finding.guessed().isEmpty()) {
                out.println(finding.file() + ": taken for " + finding.format() + ", as " + finding.guessed()
                        + " (--format says otherwise)");
            }
            for (Trap trap : finding.traps()) {
                out.println(finding.file() + ":" + trap.line() + ":" + trap.column() + ": "
                        + (trap.fatal() ? "error" : "warning") + ": " + trap.message() + " [" + trap.rule() + "]");
            }
            out.println(finding.file() + ": " + summary(finding));
        }
    }

    private static String summary(Finding finding) {
        long fatal = finding.fatal();
        long warnings = finding.traps().size() - fatal;
        return fatal + warnings == 0 ? "nothing wrong" : count(fatal, "error") + ", " + count(warnings, "warning");
    }

    private static String count(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
