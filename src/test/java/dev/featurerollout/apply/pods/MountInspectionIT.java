package dev.featurerollout.apply.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.ConditionStatus;
import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Observation;
import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.RunningPods;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pods on a real API server, and what is said about how they take the flags. */
class MountInspectionIT {
    private static final String LIVE = "volumeMounts: [{name: flags, mountPath: /flags}]";
    private static final String BY_SUB_PATH =
            "volumeMounts: [{name: flags, mountPath: /etc/flags.json, subPath: flags.json}]";
    private static final String AS_ENVIRONMENT = "envFrom: [{configMapRef: {name: shop-flags}}]";

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace();
    private final RunningPods pods = new RunningPods(client, namespace);

    private Observation look(KubernetesClient as) {
        return new MountInspection(new Pods(as))
                .look(
                        namespace,
                        List.of(new FlagTarget(
                                "checkout",
                                "shop-flags",
                                "flags.json",
                                FlagFormatName.Flagd,
                                Optional.of("new-checkout"),
                                Optional.empty(),
                                Optional.empty())));
    }

    @Test
    void nothingIsFoundWhereEverybodyMountsTheVolume() {
        pods.deployment("checkout", 2, LIVE);
        assertThat(look(client).status()).isEqualTo(ConditionStatus.True);
    }

    @Test
    void eachOwnerIsNamedOnceWithWhatMendsIt() {
        pods.deployment("checkout", 3, BY_SUB_PATH);
        pods.deployment("cart", 2, AS_ENVIRONMENT);
        pods.deployment("search", 1, LIVE);
        pods.create("old", "old", "Succeeded", BY_SUB_PATH);

        Observation seen = look(client);

        assertThat(seen.status()).isEqualTo(ConditionStatus.False);
        assertThat(seen.message())
                .contains(
                        "Deployment cart (2 pods): container app takes shop-flags as environment",
                        "Deployment checkout (3 pods): container app mounts shop-flags by subPath",
                        "mount the whole volume as a directory")
                .doesNotContain("search", "old");
    }

    @Test
    void aNamespaceOfManyPodsIsReadPageByPage() {
        pods.deployment("checkout", Pods.PAGE + 50, BY_SUB_PATH);
        assertThat(look(client).message()).contains("Deployment checkout (" + (Pods.PAGE + 50) + " pods)");
    }

    @Test
    void withoutTheRightToListPodsItSaysWhichIsMissingAndWhatGivesIt() {
        try (KubernetesClient nobody =
                ControlPlane.shared().clientAs("system:serviceaccount:" + namespace + ":operator")) {
            Observation seen = look(nobody);
            assertThat(seen.status()).isEqualTo(ConditionStatus.Unknown);
            assertThat(seen.message()).contains("rbac.readPods=true", "list on pods", namespace);
        }
    }
}
