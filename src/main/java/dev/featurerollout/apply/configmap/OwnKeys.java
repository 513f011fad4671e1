package dev.featurerollout.apply.configmap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a ConfigMap's data that the operator owns by server-side apply.
 *
 * <p>Each apply must name all of them: the API server deletes a key that its only owner does not name again.
 */
public final class OwnKeys {
    private static final String APPLY = "Apply";
    private static final String PREFIX = "f:";

    private OwnKeys() {}

    static Set<String> of(ConfigMap configMap) {
        return own(configMap)
                .flatMap(entry -> data(entry).keySet().stream())
                .filter(field -> field.startsWith(PREFIX))
                .map(field -> field.substring(PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a key is among what an entry of {@code managedFields} says its manager owns. */
    static boolean isOwned(ManagedFieldsEntry entry, String key) {
        return data(entry).containsKey(PREFIX + key);
    }

    /** Leaves nothing in {@code managedFields} but what says which keys are our own, as a cache needs no more. */
    public static void keepNothingElse(ConfigMap configMap) {
        Map<String, Object> keys = new TreeMap<>();
        of(configMap).forEach(key -> keys.put(PREFIX + key, Map.of()));
        configMap.getMetadata().setManagedFields(keys.isEmpty() ? null : List.of(entry(keys)));
    }

    private static ManagedFieldsEntry entry(Map<String, Object> keys) {
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperty("f:data", keys);
        return new ManagedFieldsEntryBuilder()
                .withManager(ConfigMaps.FIELD_MANAGER)
                .withOperation(APPLY)
                .withFieldsV1(fields)
                .build();
    }

    private static Stream<ManagedFieldsEntry> own(ConfigMap configMap) {
        return Optional.ofNullable(configMap.getMetadata().getManagedFields()).orElse(List.of()).stream()
                .filter(entry -> ConfigMaps.FIELD_MANAGER.equals(entry.getManager()))
                .filter(entry -> APPLY.equals(entry.getOperation()));
    }

    private static Map<String, ?> data(ManagedFieldsEntry entry) {
        Object data = entry.getFieldsV1() == null
                ? null
                : entry.getFieldsV1().getAdditionalProperties().get("f:data");
        return data instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .collect(Collectors.toMap(field -> field.getKey().toString(), field -> field))
                : Map.of();
    }
}
