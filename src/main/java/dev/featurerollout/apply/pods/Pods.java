package dev.featurerollout.apply.pods;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The pods of a namespace, read page by page. */
public final class Pods {
    /** Pods of one request: some megabytes at most. */
    static final int PAGE = 250;

    private final KubernetesClient client;

    public Pods(KubernetesClient client) {
        this.client = client;
    }

    KubernetesClient client() {
        return client;
    }

    /**
     * Shows pods, at most {@code most}.
     *
     * @param labels that a pod must have; empty for all pods
     * @param fields a field selector
     * @return whether there are more
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if they cannot be read, as with 403 without the
     *     right to list them
     */
    boolean each(String namespace, Map<String, String> labels, String fields, int most, Consumer<Pod> show) {
        String selector = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        int left = most;
        Optional<String> next = Optional.empty();
        do {
            PodList page = client.pods()
                    .inNamespace(namespace)
                    .list(new ListOptionsBuilder()
                            .withLabelSelector(selector.isEmpty() ? null : selector)
                            .withFieldSelector(fields)
                            .withLimit((long) Math.min(PAGE, left))
                            .withContinue(next.orElse(null))
                            .build());
            page.getItems().forEach(show);
            left -= page.getItems().size();
            next = Optional.ofNullable(page.getMetadata().getContinue()).filter(token -> !token.isEmpty());
        } while (next.isPresent() && left > 0);
        return next.isPresent();
    }
}
