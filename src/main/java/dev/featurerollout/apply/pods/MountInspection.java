package dev.featurerollout.apply.pods;

import dev.featurerollout.apply.Inspection;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.ConditionStatus;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Observation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code FlagsDeliverable}: whether there are pods that take a flag's ConfigMap in a way that changes never reach.
 *
 * <p>Costs a request for every {@value Pods#PAGE} pods of the namespace each time a stage is entered.
 */
public final class MountInspection implements Inspection {
    static final String TYPE = "FlagsDeliverable";

    /** Pods that are looked at. */
    static final int MOST = 2000;

    private static final int TOLD = 5;
    private static final String NOT_ENDED = "status.phase!=Succeeded,status.phase!=Failed";

    private final Pods pods;

    public MountInspection(Pods pods) {
        this.pods = pods;
    }

    @Override
    public Optional<Observation> inspect(Situation situation, Decision.Intend intend) {
        return Optional.of(
                look(situation.snapshot().namespace(), situation.plan().flags()));
    }

    Observation look(String namespace, List<FlagTarget> flags) {
        Findings findings = new Findings(flags.stream()
                .filter(flag -> flag.holder().isConfigMap())
                .collect(Collectors.groupingBy(
                        flag -> flag.holder().name(),
                        LinkedHashMap::new,
                        Collectors.mapping(FlagTarget::key, Collectors.toSet()))));
        try {
            boolean more = pods.each(namespace, Map.of(), NOT_ENDED, MOST, findings::look);
            return findings.observation(more);
        } catch (KubernetesClientException e) {
            return notRead(namespace, e);
        }
    }

    private static Observation notRead(String namespace, KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                ? unknown(
                        "PodsNotReadable",
                        "the operator may not list pods in namespace " + namespace
                                + ", so it does not know of pods that never see a change: set rbac.readPods=true in the"
                                + " chart's values, or grant its service account the verb list on pods")
                : unknown(
                        "PodsNotRead", "the pods of namespace " + namespace + " could not be read: " + e.getMessage());
    }

    private static Observation unknown(String reason, String message) {
        return new Observation(TYPE, ConditionStatus.Unknown, reason, message);
    }

    /** What was found in the pods so far. */
    private static final class Findings {
        private final Map<String, Set<String>> documents;
        private final Map<Finding, Integer> pods = new TreeMap<>();

        Findings(Map<String, Set<String>> documents) {
            this.documents = documents;
        }

        /** The same of all pods of an owner. */
        private record Finding(String owner, String container, Obstacle obstacle, String configMap)
                implements Comparable<Finding> {
            @Override
            public int compareTo(Finding other) {
                return toString().compareTo(other.toString());
            }
        }

        void look(Pod pod) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                return;
            }
            documents.forEach((configMap, keys) -> PodUse.stale(pod, configMap, keys).stream()
                    .map(stale -> new Finding(PodOwner.of(pod), stale.container(), stale.obstacle(), configMap))
                    .forEach(finding -> pods.merge(finding, 1, Integer::sum)));
        }

        Observation observation(boolean more) {
            if (!pods.isEmpty()) {
                return new Observation(
                        TYPE,
                        ConditionStatus.False,
                        pods.keySet().iterator().next().obstacle().reason(),
                        told());
            }
            return more
                    ? unknown(
                            "TooManyPods",
                            "the namespace has more than " + MOST + " pods; among those nothing was found")
                    : new Observation(
                            TYPE,
                            ConditionStatus.True,
                            "NothingFound",
                            "no pod of the namespace takes the flags in a way that changes never reach");
        }

        private String told() {
            String first = pods.entrySet().stream()
                    .limit(TOLD)
                    .map(entry -> told(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("; "));
            return pods.size() > TOLD ? first + "; and " + (pods.size() - TOLD) + " more" : first;
        }

        private static String told(Finding finding, int count) {
            return finding.owner + " (" + (count == 1 ? "1 pod" : count + " pods") + "): container " + finding.container
                    + " " + finding.obstacle.of(finding.configMap);
        }
    }
}
