package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.lint.Finding;
import dev.featurerollout.lint.Severity;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.plan.Templates;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code featurerollout lint}: what is wrong with rollouts, before they are applied. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Looks for mistakes in FeatureRollouts, their queries and templates, before they are applied.",
        footer = {
            "",
            "Templates in the files are used; kinds of other projects are passed over.",
            "Needs no cluster, and Prometheus only if --prometheus-url says where it is.",
            "Exit code: 0 if there is no error, 1 if there is one (with --strict: or a warning), 2 for a file that"
                    + " cannot be read or no answer."
        })
final class LintCommand implements Callable<Integer> {
    private final Clock clock;
    private final InputStream standardInput;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ManifestFiles files;

    @Option(names = "--strict", description = "Count warnings as errors.")
    private boolean strict;

    @Option(
            names = "--scrape-interval",
            paramLabel = "DURATION",
            description =
                    "How often Prometheus scrapes, to judge windows by. Default: 15s, or the criterion's interval if"
                            + " that is shorter.")
    private String scrapeInterval;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            defaultValue = "default",
            description = "For $$(namespace), if a manifest names none. Default: ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Lines for people and editors, or JSON. Default: ${DEFAULT-VALUE}.")
    private Output output;

    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            description = "Ask this Prometheus, too, whether it accepts each query and how many series it gives now.")
    private String prometheusUrl;

    @Mixin
    private PrometheusAccess access;

    LintCommand(Clock clock, InputStream standardInput) {
        this.clock = clock;
        this.standardInput = standardInput;
    }

    /** The forms of output. */
    enum Output {
        text,
        json
    }

    @Override
    public Integer call() {
        List<Manifest> manifests = files.read(standardInput);
        List<Manifest> ours = manifests.stream().filter(Manifest::isOurs).toList();
        if (ours.isEmpty()) {
            throw new IllegalArgumentException("there is no FeatureRollout in " + files + others(manifests));
        }
        Templates templates = new FileTemplates(manifests, namespace);
        List<PlacedFinding> findings =
                prometheusUrl == null ? lint(ours, templates, Optional.empty()) : lintAndAsk(ours, templates);
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.json) {
            out.println(json(findings).toPrettyString());
        } else {
            findings.forEach(finding -> out.println(finding.line()));
            spec.commandLine().getErr().println(summary(ours, findings) + others(manifests));
        }
        out.flush();
        long grave = count(findings, Severity.Error) + (strict ? count(findings, Severity.Warning) : 0);
        return grave == 0 ? 0 : 1;
    }

    private List<PlacedFinding> lintAndAsk(List<Manifest> manifests, Templates templates) {
        try (PrometheusSource source = new PrometheusSource(access.config(prometheusUrl), QueryObserver.NONE)) {
            return lint(manifests, templates, Optional.of(source));
        }
    }

    private List<PlacedFinding> lint(
            List<Manifest> manifests, Templates templates, Optional<PrometheusSource> prometheus) {
        RolloutLint lint = new RolloutLint(
                namespace,
                templates,
                Optional.ofNullable(scrapeInterval).map(DurationText::parse),
                prometheus.map(source -> source),
                clock.instant());
        List<PlacedFinding> placed = new ArrayList<>();
        for (Manifest manifest : manifests) {
            for (Finding finding : lint.findings(manifest)) {
                placed.add(PlacedFinding.of(manifest, finding));
            }
        }
        placed.sort(Comparator.comparing(PlacedFinding::file)
                .thenComparing(it -> it.position().line())
                .thenComparing(it -> it.position().column()));
        return placed;
    }

    private static String summary(List<Manifest> ours, List<PlacedFinding> findings) {
        long rollouts = ours.stream().filter(Manifest::isRollout).count();
        return rollouts + (rollouts == 1 ? " rollout: " : " rollouts: ")
                + counted(count(findings, Severity.Error), "error") + ", "
                + counted(count(findings, Severity.Warning), "warning");
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static long count(List<PlacedFinding> findings, Severity severity) {
        return findings.stream()
                .filter(placed -> placed.finding().severity() == severity)
                .count();
    }

    /** Says which kinds were passed over, so that a misspelt one is seen. */
    private static String others(List<Manifest> manifests) {
        Map<String, Long> others = manifests.stream()
                .filter(manifest -> !manifest.isOurs())
                .collect(Collectors.groupingBy(
                        manifest -> manifest.kind().isEmpty() ? "without a kind" : manifest.kind(),
                        TreeMap::new,
                        Collectors.counting()));
        return others.isEmpty()
                ? ""
                : others.entrySet().stream()
                        .map(kind -> kind.getValue() + " " + kind.getKey())
                        .collect(Collectors.joining(", ", "; passed over: ", ""));
    }

    private static ObjectNode json(List<PlacedFinding> findings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode list = root.putArray("findings");
        for (PlacedFinding placed : findings) {
            list.addObject()
                    .put("file", placed.file())
                    .put("line", placed.position().line())
                    .put("column", placed.position().column())
                    .put("severity", placed.finding().severity().name())
                    .put("rule", placed.finding().rule())
                    .put("path", placed.finding().path())
                    .put("message", placed.finding().message());
        }
        return root;
    }
}
