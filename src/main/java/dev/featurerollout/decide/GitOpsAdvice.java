package dev.featurerollout.decide;

import java.util.Locale;
import java.util.Optional;

/** What to set in a GitOps tool so that it leaves the flag to the rollout. */
final class GitOpsAdvice {
    private GitOpsAdvice() {}

    /** Returns advice for the tool that a field manager belongs to. */
    static String of(Optional<String> manager) {
        String name = manager.orElse("").toLowerCase(Locale.ROOT);
        if (name.startsWith("argocd")) {
            return "In Argo CD, add ignoreDifferences for this ConfigMap key with managedFieldsManagers [featurerollout]"
                    + " and the sync option RespectIgnoreDifferences=true";
        }
        if (name.startsWith("kustomize-controller") || name.startsWith("helm-controller") || name.startsWith("flux")) {
            return "In Flux, annotate the ConfigMap with kustomize.toolkit.fluxcd.io/ssa: IfNotPresent";
        }
        if (name.startsWith("helm")) {
            return "A Helm release owns this ConfigMap: take the flag's key out of the chart, or upgrade only between"
                    + " rollouts";
        }
        return "If a tool keeps writing it, let that tool ignore this key of the ConfigMap";
    }
}
