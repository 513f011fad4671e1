package dev.featurerollout.apply.configmap;

import dev.featurerollout.model.FlagState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who wrote a key of a ConfigMap last, as the API server keeps account of it in {@code managedFields}. */
final class LastWriter {
    private LastWriter() {}

    static Optional<FlagState.Writer> of(ConfigMap configMap, String key) {
        List<ManagedFieldsEntry> entries =
                Optional.ofNullable(configMap.getMetadata().getManagedFields()).orElse(List.of());
        return entries.stream()
                .filter(entry -> OwnKeys.isOwned(entry, key))
                .max(Comparator.comparing(
                        entry -> Optional.ofNullable(entry.getTime()).orElse("")))
                .map(entry -> new FlagState.Writer(entry.getManager()));
    }
}
