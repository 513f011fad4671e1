package dev.featurerollout.decide;

import dev.featurerollout.decide.Flags.Flag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What to set in a tool that keeps writing a flag, so that it leaves the flag to the rollout. */
final class GitOpsAdvice {
    /**
     * What each tool wants, by the field managers it writes as; a longer name before one that it begins with. In the
     * advice, %1$s is the ConfigMap and %2$s the key.
     */
    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "argocd",
                    "In Argo CD, add ignoreDifferences to the Application, with kind ConfigMap, name %1$s and"
                            + " managedFieldsManagers [featurerollout], and the sync option"
                            + " RespectIgnoreDifferences=true"),
            new Tool(
                    "kustomize-controller",
                    "In Flux 2.9 or later, add spec.ignore to the Kustomization, with paths [/data/%2$s] and target"
                            + " {kind: ConfigMap, name: %1$s}; before that, annotate the ConfigMap in Git with"
                            + " kustomize.toolkit.fluxcd.io/ssa: IfNotPresent"),
            new Tool(
                    "helm-controller",
                    "In Flux, add spec.driftDetection.ignore to the HelmRelease, with paths [/data/%2$s] and target"
                            + " {kind: ConfigMap, name: %1$s}, and upgrade only between rollouts, or take the key %2$s"
                            + " out of the chart"),
            new Tool(
                    "helm",
                    "A Helm release owns ConfigMap %1$s: upgrade only between rollouts, or take the key %2$s out of the"
                            + " chart"),
            new Tool("terraform", "In Terraform, add lifecycle { ignore_changes = [data[\"%2$s\"]] } to the resource"),
            new Tool("pulumi", "In Pulumi, add the resource option ignoreChanges with data[\"%2$s\"]"),
            new Tool(
                    "fleet",
                    "In Fleet, add diff.comparePatches to fleet.yaml, with kind ConfigMap, name %1$s and the operation"
                            + " {op: remove, path: /data/%2$s}"),
            new Tool(
                    "kubectl",
                    "If a script keeps applying ConfigMap %1$s with kubectl, leave the key %2$s out of what it applies"),
            new Tool("", "If a tool keeps writing it, let that tool ignore the key %2$s of ConfigMap %1$s"));

    /** A tool whose field managers begin with {@code prefix}. */
    private record Tool(String prefix, String advice) {}

    private GitOpsAdvice() {}

    /** Returns advice for the tool that wrote a flag last. */
    static String of(Flag flag) {
        return of(flag.writer(), flag.target().holder().name(), flag.target().key());
    }

    static String of(Optional<String> manager, String configMap, String key) {
        String name = manager.orElse("").toLowerCase(Locale.ROOT);
        return TOOLS.stream()
                .filter(tool -> name.startsWith(tool.prefix()))
                .findFirst()
                .orElseThrow()
                .advice()
                .formatted(configMap, key);
    }
}
