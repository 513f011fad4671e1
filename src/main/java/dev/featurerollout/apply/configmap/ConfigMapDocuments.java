package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Restore;
import dev.featurerollout.apply.GeneratedDocument;
import dev.featurerollout.apply.HeldDocuments;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagTarget;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The documents of one ConfigMap; a generated one is restored to what its base has. */
record ConfigMapDocuments(ConfigMap configMap, Bases bases) implements HeldDocuments {

    @Override
    public String of(FlagTarget target) throws FlagProblem {
        return ConfigMapFlagStore.document(configMap, target);
    }

    @Override
    public String changed(String document, FlagTarget target, Change change) throws FlagProblem {
        if (change instanceof Restore restore && target.from().isPresent()) {
            try {
                BaseDocument from = target.from().get();
                String base = bases.text(configMap.getMetadata().getNamespace(), from);
                if (GeneratedFrom.of(configMap).isOf(target.key(), from, base)) {
                    return GeneratedDocument.restored(base, document, target, restore);
                }
            } catch (FlagProblem | KubernetesClientException baseNotUsable) {
                // What the flag was when the attempt began is known, too; going back does not wait for the base.
            }
        }
        return HeldDocuments.super.changed(document, target, change);
    }
}
