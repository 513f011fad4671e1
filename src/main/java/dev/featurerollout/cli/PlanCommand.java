package dev.featurerollout.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.featurerollout.cli.Manifests.Manifest;
import dev.featurerollout.forecast.Forecast;
import dev.featurerollout.forecast.ForecastJson;
import dev.featurerollout.forecast.ForecastText;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code featurerollout plan}: what a rollout will do, before it does it. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows what a rollout will do: for each stage the difference of each document, who gets the"
                + " feature, when at the earliest, and what holds it; and the way back.",
        footer = {
            "",
            "The FeatureRollouts in the files are planned, the ConfigMaps and templates in them are used.",
            "Only reads: the files, and without --offline the FeatureRollout, its ConfigMaps and templates in the"
                    + " cluster.",
            "Exit code: 0 if it can be done, 1 if a spec or a document is wrong or users would be lost on a raise, 2"
                    + " for a file that cannot be read or no connection."
        })
final class PlanCommand implements Callable<Integer> {
    private final Clock clock;
    private final InputStream standardInput;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ManifestFiles files;

    @Option(
            names = "--offline",
            description = "Ask no cluster: take the ConfigMaps and templates from the files, and the rollout as not yet"
                    + " begun.")
    private boolean offline;

    @Mixin
    private ClusterAccess cluster;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description =
                    "Of manifests that name none. Default: the namespace of the kubeconfig's context; default with"
                            + " --offline.")
    private String namespace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|yaml",
            defaultValue = "text",
            description = "Default: ${DEFAULT-VALUE}.")
    private Output output;

    PlanCommand(Clock clock, InputStream standardInput) {
        this.clock = clock;
        this.standardInput = standardInput;
    }

    /** The forms of output. */
    enum Output {
        text,
        json,
        yaml
    }

    @Override
    public Integer call() {
        if (offline && cluster.isGiven()) {
            throw new ParameterException(spec.commandLine(), "--offline asks no cluster: leave --kubeconfig out");
        }
        List<Manifest> manifests = files.read(standardInput);
        if (manifests.stream().noneMatch(Manifest::isRollout)) {
            throw new IllegalArgumentException("there is no FeatureRollout in " + files);
        }
        if (offline) {
            FileSurroundings surroundings = new FileSurroundings(
                    manifests, Optional.ofNullable(namespace).orElse("default"));
            return plan(manifests, surroundings, surroundings);
        }
        try (KubernetesClient client = cluster.client()) {
            FileSurroundings given = new FileSurroundings(manifests, ClusterAccess.namespace(namespace, client));
            return plan(manifests, given, new ClusterSurroundings(client, given));
        }
    }

    private int plan(List<Manifest> manifests, FileSurroundings given, Surroundings surroundings) {
        List<Forecast> forecasts = new ArrayList<>();
        PrintWriter err = spec.commandLine().getErr();
        boolean wrong = false;
        for (Manifest manifest : manifests) {
            if (manifest.isRollout()) {
                PlannedRollout planned = PlannedRollout.of(manifest, given, surroundings, clock.instant());
                planned.forecast().ifPresent(forecasts::add);
                planned.warnings().forEach(err::println);
                planned.errors().forEach(err::println);
                wrong |= !planned.errors().isEmpty();
            }
        }
        print(forecasts);
        return wrong ? 1 : 0;
    }

    private void print(List<Forecast> forecasts) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.text) {
            out.print(forecasts.stream()
                    .map(forecast -> new ForecastText(forecast).render())
                    .collect(Collectors.joining("\n")));
        } else {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            ArrayNode plans = root.putArray("plans");
            forecasts.forEach(forecast -> plans.add(new ForecastJson(forecast).render()));
            out.println(
                    output == Output.json
                            ? root.toPrettyString()
                            : Serialization.asYaml(root).stripTrailing());
        }
        out.flush();
    }
}
