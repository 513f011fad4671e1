package dev.featurerollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitOpsAdviceTest {
    private static final FlagTarget IN_CONFIG_MAP = in(Holder.configMap("shop-flags"), "flags.json");
    private static final FlagTarget IN_FEATURE_FLAG = in(Holder.featureFlag("shop-flags"), FlagTarget.FLAG_SPEC);

    private static FlagTarget in(Holder holder, String key) {
        return new FlagTarget(
                "checkout",
                holder,
                key,
                FlagFormatName.Flagd,
                Optional.of("new-checkout"),
                Optional.of("on"),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "argocd-controller,              RespectIgnoreDifferences=true",
        "argocd-application-controller,  managedFieldsManagers [featurerollout]",
        "kustomize-controller,           'spec.ignore to the Kustomization, with paths [/data/flags.json]'",
        "helm-controller,                spec.driftDetection.ignore to the HelmRelease",
        "helm,                           take the key flags.json out of the chart",
        "Helm,                           A Helm release owns ConfigMap shop-flags",
        "Terraform,                      'ignore_changes = [data[\"flags.json\"]]'",
        "pulumi-kubernetes-4f1c,         'ignoreChanges with data[\"flags.json\"]'",
        "fleetagent,                     diff.comparePatches",
        "kubectl-client-side-apply,      leave the key flags.json out of what it applies",
        "kubectl-edit,                   If a script keeps applying ConfigMap shop-flags",
        "shop-operator,                  let that tool ignore the key flags.json of ConfigMap shop-flags"
    })
    void everyToolIsToldWhatToSet(String manager, String expected) {
        assertThat(GitOpsAdvice.of(Optional.of(manager), IN_CONFIG_MAP))
                .contains(expected)
                .doesNotContain("%");
    }

    @ParameterizedTest
    @CsvSource({
        "argocd-controller,      'with kind FeatureFlag, name shop-flags and managedFieldsManagers [featurerollout]'",
        "kustomize-controller,   'with paths [/spec/flagSpec/flags/new-checkout] and target {kind: FeatureFlag,'",
        "helm,                   take the flag new-checkout out of the chart",
        "fleetagent,             'path: /spec/flagSpec/flags/new-checkout'",
        "pulumi-kubernetes-4f1c, 'ignoreChanges with spec.flagSpec.flags[\"new-checkout\"]'",
        "kubectl-edit,           'applying FeatureFlag shop-flags with kubectl, leave the flag new-checkout out'"
    })
    void ofAFeatureFlagItIsTheFlag(String manager, String expected) {
        assertThat(GitOpsAdvice.of(Optional.of(manager), IN_FEATURE_FLAG))
                .contains(expected)
                .doesNotContain("%");
    }

    @Test
    void whoeverItWasHearsSomething() {
        assertThat(GitOpsAdvice.of(Optional.empty(), IN_CONFIG_MAP)).startsWith("If a tool keeps writing it");
    }
}
