package dev.featurerollout.apply.featureflag;

import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.model.FlagState;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who last wrote whom a flag of a FeatureFlag reaches, as the API server keeps account of it in {@code managedFields}. */
final class LastFlagWriter {
    /** Of one second, it is the one who is not us: who looks for the writer has found what we did not write. */
    private static final Comparator<ManagedFieldsEntry> LATEST = Comparator.comparing((ManagedFieldsEntry entry) ->
                    Optional.ofNullable(entry.getTime()).orElse(""))
            .thenComparing(entry -> !ConfigMaps.FIELD_MANAGER.equals(entry.getManager()));

    private LastFlagWriter() {}

    /** @param managedFields null where there are none */
    static Optional<FlagState.Writer> of(List<ManagedFieldsEntry> managedFields, String flag) {
        return Optional.ofNullable(managedFields).orElse(List.of()).stream()
                .filter(entry -> owns(entry, flag))
                .max(LATEST)
                .map(entry -> new FlagState.Writer(entry.getManager()));
    }

    private static boolean owns(ManagedFieldsEntry entry, String flag) {
        Object fields = entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
        for (String name : List.of("spec", "flagSpec", "flags", flag)) {
            fields = fields instanceof Map<?, ?> map ? map.get("f:" + name) : null;
        }
        return fields instanceof Map<?, ?> owned
                && (owned.containsKey("f:targeting") || owned.containsKey("f:defaultVariant"));
    }
}
