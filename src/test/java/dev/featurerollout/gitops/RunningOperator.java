package dev.featurerollout.gitops;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.measure.prometheus.PrometheusConfig;
import dev.featurerollout.runtime.OperatorConfig;
import dev.featurerollout.runtime.OperatorRuntime;
import dev.featurerollout.support.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The operator in this process, for a namespace of the real API server, and what it reports of one rollout. */
public final class RunningOperator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace;
    private final String rollout;
    private final OperatorRuntime runtime;

    RunningOperator(String namespace, String rollout) {
        this(namespace, rollout, Optional.empty());
    }

    public RunningOperator(String namespace, String rollout, Optional<PrometheusConfig> prometheus) {
        this.namespace = namespace;
        this.rollout = rollout;
        Config config = Config.fromKubeconfig(ControlPlane.shared().kubeconfig());
        runtime = new OperatorRuntime(
                new OperatorConfig(
                        prometheus,
                        Set.of(namespace),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        namespace),
                new KubernetesClientBuilder().withConfig(config).build(),
                Clock.systemUTC());
        runtime.start();
    }

    /** Merges a patch into the spec, as {@code kubectl patch --type merge} would. */
    void patchSpec(String json) {
        rollouts().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + json + "}");
    }

    /** Waits until the printed state is {@code reason}, and returns what the Ready condition says then. */
    String awaitState(String reason) {
        return condition(
                        await(
                                reason,
                                status -> condition(status, "Ready").reason().equals(reason)),
                        "Ready")
                .message();
    }

    public FeatureRolloutStatus awaitStage(String name) {
        return await(
                "stage " + name,
                status -> status.stage() != null && status.stage().name().equals(name));
    }

    public FeatureRolloutStatus await(String what, Predicate<FeatureRolloutStatus> condition) {
        Awaitility.await(what + " in " + namespace)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status().filter(condition).isPresent());
        return status().orElseThrow();
    }

    Optional<FeatureRolloutStatus> status() {
        return Optional.ofNullable(rollouts().get())
                .map(FeatureRollout::getStatus)
                .filter(status -> status.conditions() != null);
    }

    static Condition condition(FeatureRolloutStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the reasons of all that happened, in order. */
    List<String> history() {
        return status().orElseThrow().history().stream().map(Transition::reason).toList();
    }

    private Resource<FeatureRollout> rollouts() {
        return client.resources(FeatureRollout.class).inNamespace(namespace).withName(rollout);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
