package dev.featurerollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitOpsAdviceTest {
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
        assertThat(GitOpsAdvice.of(Optional.of(manager), "shop-flags", "flags.json"))
                .contains(expected)
                .doesNotContain("%");
    }

    @Test
    void whoeverItWasHearsSomething() {
        assertThat(GitOpsAdvice.of(Optional.empty(), "shop-flags", "flags.json"))
                .startsWith("If a tool keeps writing it");
    }
}
