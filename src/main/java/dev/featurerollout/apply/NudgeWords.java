package dev.featurerollout.apply;

import dev.featurerollout.apply.PodNudge.Nudged;
import dev.featurerollout.model.ConditionStatus;
import dev.featurerollout.model.Observation;
import java.util.Map;

/** {@code PodsNudged}: what is said about the pods that are to be told of each change. */
final class NudgeWords {
    static final String TYPE = "PodsNudged";

    private static final String MEANWHILE = "; their kubelets sync in their own time, within two minutes";

    private NudgeWords() {}

    static Observation of(Nudged nudged, String namespace, Map<String, String> labels, String version) {
        if (nudged.missing().isPresent()) {
            return not(
                    "Forbidden",
                    "the operator may not " + nudged.missing().get() + " pods in namespace " + namespace
                            + ": set rbac.nudgePods=true in the chart's values, or grant its service account the verbs"
                            + " list and patch on pods" + MEANWHILE);
        }
        if (nudged.problem().isPresent()) {
            int all = nudged.told() + nudged.failed();
            String which = nudged.failed() == 0 ? "the pods" : nudged.failed() + " of " + all + " pods";
            return not(
                    "Failed",
                    which + " could not be told of " + version + ": "
                            + nudged.problem().get() + "; it is tried a few times" + MEANWHILE);
        }
        if (nudged.more()) {
            return not(
                    "TooManyPods",
                    "only " + nudged.told() + " pods were told of " + version + ", and there are more" + MEANWHILE);
        }
        if (nudged.told() == 0) {
            return not(
                    "NoPodsFound",
                    "no running pod in namespace " + namespace + " has the labels " + labels
                            + ": correct spec.propagation.nudgePods.matchLabels");
        }
        return new Observation(
                TYPE,
                ConditionStatus.True,
                "Nudged",
                nudged.told() + (nudged.told() == 1 ? " pod was" : " pods were") + " told of " + version);
    }

    static Observation underWay(String version) {
        return new Observation(
                TYPE, ConditionStatus.Unknown, "UnderWay", "pods are being told of " + version + " still");
    }

    static Observation notAsked() {
        return new Observation(
                TYPE, ConditionStatus.Unknown, "NotAsked", "spec.propagation.nudgePods is not set any more");
    }

    private static Observation not(String reason, String message) {
        return new Observation(TYPE, ConditionStatus.False, reason, message);
    }
}
