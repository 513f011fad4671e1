package dev.featurerollout.plan;

import java.time.Duration;

/**
 * How services read a flag's ConfigMap, named as in {@code spec.propagation.preset}, and how long a change takes to
 * reach the last of them.
 *
 * <p>Who never sees a change, as an environment variable or a mount by subPath does not, is none of these.
 */
enum Consumer {
    /** A watch of the API: the event, and the reader's own work. */
    KubernetesWatch(Duration.ofSeconds(5)),
    /** The API asked once a minute, as GO Feature Flag's retriever of ConfigMaps does. */
    Polling60s(Duration.ofSeconds(60)),
    /** The kubelet's sync period and the age of its cache, a minute each. */
    MountedFile(Duration.ofMinutes(2)),
    /** Beside the kubelet a look at the file every 5 s, as flagd's Java provider takes it. */
    MountedFilePolling5s(MountedFile.delay.plusSeconds(5)),
    /** Beside the kubelet a look at the file every 30 s, as Flipt's local storage takes it. */
    MountedFilePolling30s(MountedFile.delay.plusSeconds(30)),
    /** Beside the kubelet a look at the file once a minute, as GO Feature Flag's file retriever takes it. */
    MountedFilePolling60s(MountedFile.delay.plusSeconds(60)),
    /** It waits for two minutes before it tells the services, so that the kubelets are done by then. */
    SpringConfigurationWatcher(Duration.ofMinutes(2));

    private final Duration delay;

    Consumer(Duration delay) {
        this.delay = delay;
    }

    /** Returns the longest time from a write until a client has it. */
    Duration delay() {
        return delay;
    }
}
