package dev.featurerollout.apply.pods;

import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one pod takes the documents of one ConfigMap.
 *
 * <p>A pod that reads it through the API does not name it, and is not seen here.
 */
final class PodUse {
    private final List<Container> lasting;
    private final List<Container> initial;
    private final String configMap;
    private final Set<String> keys;
    private final Set<String> volumes;

    /** A container that never sees a change. */
    record Stale(String container, Obstacle obstacle) {}

    private PodUse(Pod pod, String configMap, Set<String> keys) {
        List<Container> inits = list(pod.getSpec().getInitContainers());
        Predicate<Container> isSidecar = container -> "Always".equals(container.getRestartPolicy());
        this.lasting = Stream.concat(
                        list(pod.getSpec().getContainers()).stream(),
                        inits.stream().filter(isSidecar))
                .toList();
        this.initial = inits.stream().filter(isSidecar.negate()).toList();
        this.configMap = configMap;
        this.keys = keys;
        this.volumes = list(pod.getSpec().getVolumes()).stream()
                .filter(this::holdsDocuments)
                .map(Volume::getName)
                .collect(Collectors.toSet());
    }

    /** Returns the containers to which changes of {@code keys} of the ConfigMap never come. */
    static List<Stale> stale(Pod pod, String configMap, Set<String> keys) {
        return new PodUse(pod, configMap, keys).stale();
    }

    private List<Stale> stale() {
        boolean arrives = lasting.stream().flatMap(this::mounts).anyMatch(PodUse::isLive);
        List<Stale> found = new ArrayList<>();
        for (Container container : lasting) {
            obstacle(container, arrives).ifPresent(why -> found.add(new Stale(container.getName(), why)));
        }
        if (lasting.stream().flatMap(this::mounts).findAny().isEmpty()) {
            initial.stream()
                    .filter(container -> mounts(container).findAny().isPresent())
                    .forEach(container -> found.add(new Stale(container.getName(), Obstacle.InitContainer)));
        }
        return found;
    }

    private Optional<Obstacle> obstacle(Container container, boolean arrives) {
        List<VolumeMount> mounts = mounts(container).toList();
        if (mounts.stream().anyMatch(PodUse::isLive)) {
            return Optional.empty();
        }
        if (!mounts.isEmpty()) {
            return Optional.of(Obstacle.SubPath);
        }
        // The whole ConfigMap as environment may well be meant for other keys if the document is mounted, too.
        return hasVariable(container) || !arrives && hasAllAsVariables(container)
                ? Optional.of(Obstacle.Environment)
                : Optional.empty();
    }

    private Stream<VolumeMount> mounts(Container container) {
        return list(container.getVolumeMounts()).stream().filter(mount -> volumes.contains(mount.getName()));
    }

    private static boolean isLive(VolumeMount mount) {
        return isBlank(mount.getSubPath()) && isBlank(mount.getSubPathExpr());
    }

    private boolean hasVariable(Container container) {
        return list(container.getEnv()).stream()
                .filter(variable -> variable.getValueFrom() != null)
                .map(variable -> variable.getValueFrom().getConfigMapKeyRef())
                .anyMatch(ref -> ref != null && configMap.equals(ref.getName()) && keys.contains(ref.getKey()));
    }

    private boolean hasAllAsVariables(Container container) {
        return list(container.getEnvFrom()).stream()
                .anyMatch(source -> source.getConfigMapRef() != null
                        && configMap.equals(source.getConfigMapRef().getName()));
    }

    private boolean holdsDocuments(Volume volume) {
        ConfigMapVolumeSource source = volume.getConfigMap();
        if (source != null) {
            return holdsDocuments(source.getName(), source.getItems());
        }
        return volume.getProjected() != null
                && list(volume.getProjected().getSources()).stream()
                        .map(projection -> projection.getConfigMap())
                        .anyMatch(part -> part != null && holdsDocuments(part));
    }

    private boolean holdsDocuments(ConfigMapProjection part) {
        return holdsDocuments(part.getName(), part.getItems());
    }

    private boolean holdsDocuments(String name, List<KeyToPath> items) {
        boolean all = list(items).isEmpty();
        return configMap.equals(name)
                && (all || items.stream().map(KeyToPath::getKey).anyMatch(keys::contains));
    }

    private static boolean isBlank(String text) {
        return text == null || text.isEmpty();
    }

    private static <T> List<T> list(List<T> list) {
        return list == null ? List.of() : list;
    }
}
