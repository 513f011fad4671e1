package dev.featurerollout.decide;

import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What to set in a tool that keeps writing a flag, so that it leaves the flag to the rollout. */
final class GitOpsAdvice {
    /**
     * What each tool wants, by the field managers it writes as; a longer name before one that it begins with. In the
     * advice, %1$s is the name of what holds the flag and %2$s its kind; %3$s is what is written there in words, %4$s as
     * a JSON Pointer, %5$s as an attribute, and %6$s as one of Terraform's.
     */
    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "argocd",
                    "In Argo CD, add ignoreDifferences to the Application, with kind %2$s, name %1$s and"
                            + " managedFieldsManagers [featurerollout], and the sync option"
                            + " RespectIgnoreDifferences=true"),
            new Tool(
                    "kustomize-controller",
                    "In Flux 2.9 or later, add spec.ignore to the Kustomization, with paths [%4$s] and target"
                            + " {kind: %2$s, name: %1$s}; before that, annotate the %2$s in Git with"
                            + " kustomize.toolkit.fluxcd.io/ssa: IfNotPresent"),
            new Tool(
                    "helm-controller",
                    "In Flux, add spec.driftDetection.ignore to the HelmRelease, with paths [%4$s] and target"
                            + " {kind: %2$s, name: %1$s}, and upgrade only between rollouts, or take %3$s out of the"
                            + " chart"),
            new Tool(
                    "helm",
                    "A Helm release owns %2$s %1$s: upgrade only between rollouts, or take %3$s out of the chart"),
            new Tool("terraform", "In Terraform, add lifecycle { ignore_changes = [%6$s] } to the resource"),
            new Tool("pulumi", "In Pulumi, add the resource option ignoreChanges with %5$s"),
            new Tool(
                    "fleet",
                    "In Fleet, add diff.comparePatches to fleet.yaml, with kind %2$s, name %1$s and the operation"
                            + " {op: remove, path: %4$s}"),
            new Tool("kubectl", "If a script keeps applying %2$s %1$s with kubectl, leave %3$s out of what it applies"),
            new Tool("", "If a tool keeps writing it, let that tool ignore %3$s of %2$s %1$s"));

    /** A tool whose field managers begin with {@code prefix}. */
    private record Tool(String prefix, String advice) {}

    private GitOpsAdvice() {}

    /** Returns advice for the tool that wrote a flag last. */
    static String of(Flag flag) {
        return of(flag.writer(), flag.target());
    }

    static String of(Optional<String> manager, FlagTarget target) {
        String name = manager.orElse("").toLowerCase(Locale.ROOT);
        return TOOLS.stream()
                .filter(tool -> name.startsWith(tool.prefix()))
                .findFirst()
                .orElseThrow()
                .advice()
                .formatted(words(target));
    }

    private static Object[] words(FlagTarget target) {
        Holder holder = target.holder();
        String flag = target.flag().orElse("");
        return switch (holder.kind()) {
            case ConfigMap ->
                new Object[] {
                    holder.name(),
                    holder.kind(),
                    "the key " + target.key(),
                    "/data/" + target.key(),
                    "data[\"" + target.key() + "\"]",
                    "data[\"" + target.key() + "\"]"
                };
            case FeatureFlag ->
                new Object[] {
                    holder.name(),
                    holder.kind(),
                    "the flag " + flag,
                    "/spec/flagSpec/flags/" + flag.replace("~", "~0").replace("/", "~1"),
                    "spec.flagSpec.flags[\"" + flag + "\"]",
                    "manifest"
                };
        };
    }
}
