package dev.featurerollout.apply.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.apply.pods.PodUse.Stale;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How pods take a ConfigMap with flags, and which of them a change never reaches. */
class PodUseTest {
    private static final String VOLUMES = """
        volumes:
        - {name: flags, configMap: {name: shop-flags}}
        - {name: part, configMap: {name: shop-flags, items: [{key: other.json, path: other.json}]}}
        - {name: all, projected: {sources: [{secret: {name: s}}, {configMap: {name: shop-flags}}]}}
        - {name: unrelated, configMap: {name: shop-settings}}
        - {name: copies, emptyDir: {}}
        """;

    private static List<Stale> stale(String spec) {
        Pod pod = Serialization.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: checkout}\nspec:\n" + (VOLUMES + spec).indent(2),
                Pod.class);
        return PodUse.stale(pod, "shop-flags", Set.of("flags.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containers: [{name: app}]",
                "containers: [{name: app, volumeMounts: [{name: flags, mountPath: /flags}]}]",
                "containers: [{name: app, volumeMounts: [{name: all, mountPath: /flags}]}]",
                "containers: [{name: app, volumeMounts: [{name: unrelated, mountPath: /s/a, subPath: a}]}]",
                "containers: [{name: app, volumeMounts: [{name: part, mountPath: /s/other.json, subPath:"
                        + " other.json}]}]",
                "containers: [{name: app, envFrom: [{configMapRef: {name: shop-settings}}]}]",
                "containers: [{name: app, env: [{name: A, valueFrom: {configMapKeyRef: {name: shop-flags, key:"
                        + " other}}}]}]",
                // Mounted live beside a mount by subPath, and beside all keys as environment.
                "containers: [{name: app, volumeMounts: [{name: flags, mountPath: /a}, {name: flags, mountPath: /b,"
                        + " subPath: flags.json}]}]",
                "containers: [{name: app, envFrom: [{configMapRef: {name: shop-flags}}]}, {name: flagd, volumeMounts:"
                        + " [{name: flags, mountPath: /a}]}]",
                // An init container that reads what a lasting one mounts, too; and one that lasts.
                "initContainers: [{name: check, volumeMounts: [{name: flags, mountPath: /a}]}]\n"
                        + "containers: [{name: app, volumeMounts: [{name: flags, mountPath: /a}]}]",
                "initContainers: [{name: flagd, restartPolicy: Always, volumeMounts: [{name: flags, mountPath:"
                        + " /a}]}]\n"
                        + "containers: [{name: app}]"
            })
    void changesArriveOrAreNotItsBusiness(String spec) {
        assertThat(stale(spec)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: flags, mountPath: /etc/flags.json, subPath: flags.json}",
                "{name: flags, mountPath: /etc/flags.json, subPathExpr: $(FILE)}",
                "{name: all, mountPath: /etc/flags.json, subPath: flags.json}"
            })
    void aMountBySubPathStaysAsItWas(String mount) {
        assertThat(stale("containers: [{name: app, volumeMounts: [" + mount + "]}]"))
                .containsExactly(new Stale("app", Obstacle.SubPath));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env: [{name: FLAGS, valueFrom: {configMapKeyRef: {name: shop-flags, key: flags.json}}}]",
                "envFrom: [{configMapRef: {name: shop-flags}}]"
            })
    void theEnvironmentStaysAsItWas(String environment) {
        assertThat(stale("containers: [{name: app, " + environment + "}]"))
                .containsExactly(new Stale("app", Obstacle.Environment));
    }

    @Test
    void whatAnInitContainerCopiesStaysAsItWas() {
        assertThat(stale("""
            initContainers:
            - {name: copy, volumeMounts: [{name: flags, mountPath: /in}, {name: copies, mountPath: /out}]}
            containers:
            - {name: flagd, volumeMounts: [{name: copies, mountPath: /flags}]}
            """)).containsExactly(new Stale("copy", Obstacle.InitContainer));
    }

    @Test
    void eachContainerOfAPodIsLookedAt() {
        assertThat(stale("""
            containers:
            - {name: app, volumeMounts: [{name: flags, mountPath: /a/flags.json, subPath: flags.json}]}
            - {name: worker, env: [{name: F, valueFrom: {configMapKeyRef: {name: shop-flags, key: flags.json}}}]}
            - {name: flagd, volumeMounts: [{name: flags, mountPath: /flags}]}
            """))
                .containsExactly(new Stale("app", Obstacle.SubPath), new Stale("worker", Obstacle.Environment));
    }

    @Test
    void aPodIsNamedByWhatPeopleMadeItFrom() {
        assertThat(owner("labels: {pod-template-hash: 7d9f8c}", "ReplicaSet", "checkout-7d9f8c"))
                .isEqualTo("Deployment checkout");
        assertThat(owner("labels: {}", "ReplicaSet", "checkout-7d9f8c")).isEqualTo("ReplicaSet checkout-7d9f8c");
        assertThat(owner("labels: {}", "StatefulSet", "cart")).isEqualTo("StatefulSet cart");
        Pod alone = Serialization.unmarshal("apiVersion: v1\nkind: Pod\nmetadata: {name: probe}", Pod.class);
        assertThat(PodOwner.of(alone)).isEqualTo("Pod probe");
    }

    private static String owner(String labels, String kind, String name) {
        return PodOwner.of(Serialization.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p, " + labels + ", ownerReferences: [{kind: " + kind
                        + ", name: " + name + ", controller: true}]}",
                Pod.class));
    }
}
