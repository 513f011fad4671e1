package dev.featurerollout.cli;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.explain.Explainer;
import dev.featurerollout.explain.Explanation;
import dev.featurerollout.explain.ExplanationJson;
import dev.featurerollout.explain.ExplanationText;
import dev.featurerollout.measure.prometheus.PrometheusSource;
import dev.featurerollout.measure.prometheus.QueryObserver;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code featurerollout explain}: why a rollout stands where it does. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says why a rollout stands where it does, and recomputes its verdicts from Prometheus.",
        footer = {
            "",
            "Reads the FeatureRollout and, with --prometheus-url, Prometheus; needs the right to get it, no other.",
            "Exit code: 0 if it was found, 1 if a verdict differs today, 2 if there is none or no connection."
        })
final class ExplainCommand implements Callable<Integer> {
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The FeatureRollout.")
    private String name;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Where it is. Default: the namespace of the kubeconfig's context.")
    private String namespace;

    @Mixin
    private ClusterAccess cluster;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Default: ${DEFAULT-VALUE}.")
    private BacktestCommand.Output output;

    @Option(
            names = "--prometheus-url",
            paramLabel = "URL",
            description = "Base URL of the Prometheus HTTP API; without it nothing is recomputed.")
    private String url;

    @Mixin
    private PrometheusAccess access;

    ExplainCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        FeatureRollout rollout = read();
        PrintWriter out = spec.commandLine().getOut();
        if (!Explainer.isSeen(rollout)) {
            out.println(rollout.getMetadata().getNamespace() + "/" + name
                    + ": the operator has not seen it yet; does it run, and does it watch this namespace?");
            return 0;
        }
        Explanation explanation = explain(rollout);
        if (output == BacktestCommand.Output.json) {
            out.println(new ExplanationJson(explanation).render().toPrettyString());
        } else {
            out.print(new ExplanationText(explanation).render());
        }
        out.flush();
        return explanation.differs() ? 1 : 0;
    }

    private Explanation explain(FeatureRollout rollout) {
        if (url == null) {
            return new Explainer(rollout, Optional.empty()).explain(clock.instant());
        }
        try (PrometheusSource source = new PrometheusSource(access.config(url), QueryObserver.NONE)) {
            return new Explainer(rollout, Optional.of(source)).explain(clock.instant());
        }
    }

    private FeatureRollout read() {
        try (KubernetesClient client = cluster.client()) {
            String in = ClusterAccess.namespace(namespace, client);
            FeatureRollout found = client.resources(FeatureRollout.class)
                    .inNamespace(in)
                    .withName(name)
                    .get();
            if (found == null) {
                throw new IllegalArgumentException(
                        "there is no FeatureRollout " + name + " in namespace " + in + ", or no CRD in the cluster");
            }
            return found;
        }
    }
}
