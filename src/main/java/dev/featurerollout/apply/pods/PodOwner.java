package dev.featurerollout.apply.pods;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pod belongs to, as people know it. */
final class PodOwner {
    private static final String HASH = "pod-template-hash";

    private PodOwner() {}

    /** Returns such as {@code Deployment checkout}, {@code StatefulSet cart} or, without an owner, {@code Pod probe}. */
    static String of(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .map(owner -> of(owner, pod))
                .orElseGet(() -> "Pod " + pod.getMetadata().getName());
    }

    /** A Deployment names its ReplicaSets by a hash, which it also puts on the pods. */
    private static String of(OwnerReference owner, Pod pod) {
        String suffix = "-"
                + Optional.ofNullable(pod.getMetadata().getLabels())
                        .orElse(Map.of())
                        .getOrDefault(HASH, "");
        String name = owner.getName();
        return owner.getKind().equals("ReplicaSet") && suffix.length() > 1 && name.endsWith(suffix)
                ? "Deployment " + name.substring(0, name.length() - suffix.length())
                : owner.getKind() + " " + name;
    }
}
