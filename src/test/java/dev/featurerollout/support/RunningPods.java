package dev.featurerollout.support;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;

/** Pods on the API server of the tests, where nothing runs: what a kubelet would report is written by hand. */
public final class RunningPods {
    private final KubernetesClient client;
    private final String namespace;

    public RunningPods(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Creates pods of a Deployment that run.
     *
     * @param app name of the Deployment, and the label {@code app}
     * @param container more YAML of the only container, in braces
     */
    public void deployment(String app, int replicas, String container) {
        for (int i = 0; i < replicas; i++) {
            create(app, app + "-7d9f8c-" + i, "Running", container);
        }
    }

    /** Creates one pod of a Deployment in the phase. */
    public Pod create(String app, String name, String phase, String container) {
        Pod pod = Serialization.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: %2$s
              namespace: %3$s
              labels: {app: %1$s, pod-template-hash: 7d9f8c}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %1$s-7d9f8c, uid: none, controller: true}]
            spec:
              volumes: [{name: flags, configMap: {name: shop-flags}}]
              containers:
              - {name: app, image: "example.com/app:1", %4$s}
            """.formatted(app, name, namespace, container), Pod.class);
        Pod created = client.pods().resource(pod).create();
        return client.pods()
                .resource(new PodBuilder(created)
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    /** Returns an annotation of each pod that has it, by the pod's name. */
    public Map<String, String> annotations(String annotation) {
        Map<String, String> found = new TreeMap<>();
        client.pods().inNamespace(namespace).list().getItems().forEach(pod -> {
            Map<String, String> all = pod.getMetadata().getAnnotations();
            if (all != null && all.containsKey(annotation)) {
                found.put(pod.getMetadata().getName(), all.get(annotation));
            }
        });
        return found;
    }
}
