package dev.featurerollout.apply.pods;

import dev.featurerollout.apply.PodNudge;
import dev.featurerollout.apply.configmap.ConfigMaps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An annotation of pods: any update of a pod makes its kubelet sync the pod's volumes.
 *
 * <p>Costs a request for every {@value Pods#PAGE} pods, and one for each pod.
 */
public final class PodAnnotation implements PodNudge, AutoCloseable {
    /** Its value is the version of the flags that the kubelet was told of; never a time. */
    public static final String NAME = "featurerollout.dev/flags-synced";

    /** Pods that are told of one change; for more of them a client that watches the API is the better way. */
    static final int MOST = 500;

    private static final int AT_ONCE = 8;
    private static final String RUNNING = "status.phase=Running";
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(ConfigMaps.FIELD_MANAGER)
            .build();

    private final Pods pods;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "annotate-pod");
        thread.setDaemon(true);
        return thread;
    });

    public PodAnnotation(Pods pods) {
        this.pods = pods;
    }

    @Override
    public Nudged nudge(String namespace, Map<String, String> labels, String version) {
        Work work = new Work(version);
        List<Pod> found = new ArrayList<>();
        try {
            boolean more = pods.each(namespace, labels, RUNNING, MOST, found::add);
            work.tell(found);
            return work.done(more);
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    ? new Nudged(0, 0, false, Optional.of("list"), Optional.empty())
                    : new Nudged(0, 0, false, Optional.empty(), Optional.of(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return work.done(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The pods of one change. */
    private final class Work {
        private final String version;
        private final String patch;
        private int told;
        private int failed;
        private boolean forbidden;
        private Optional<String> problem = Optional.empty();

        Work(String version) {
            this.version = version;
            this.patch = Serialization.asJson(Map.of("metadata", Map.of("annotations", Map.of(NAME, version))));
        }

        void tell(List<Pod> all) throws InterruptedException {
            List<Callable<Void>> patches = new ArrayList<>();
            for (Pod pod : all) {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    continue;
                }
                if (knows(pod)) {
                    succeeded();
                } else {
                    patches.add(() -> {
                        tell(pod);
                        return null;
                    });
                }
            }
            threads.invokeAll(patches);
        }

        private boolean knows(Pod pod) {
            Map<String, String> annotations = pod.getMetadata().getAnnotations();
            return annotations != null && version.equals(annotations.get(NAME));
        }

        private void tell(Pod pod) {
            if (isForbidden()) {
                return;
            }
            try {
                // Given the object and not its name, the client does not ask for it first.
                pods.client()
                        .pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .resource(pod)
                        .patch(MERGE, patch);
                succeeded();
            } catch (KubernetesClientException e) {
                failed(e);
            }
        }

        private synchronized void succeeded() {
            told++;
        }

        private synchronized boolean isForbidden() {
            return forbidden;
        }

        private synchronized void failed(KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return; // Gone meanwhile; the one in its place mounts what is new.
            }
            failed++;
            forbidden |= e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
            problem = problem.or(() -> Optional.of(e.getMessage()));
        }

        synchronized Nudged done(boolean more) {
            return new Nudged(told, failed, more, forbidden ? Optional.of("patch") : Optional.empty(), problem);
        }
    }
}
