package dev.featurerollout.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.ChangedDocument;
import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.report.StatusStore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One FeatureRollout and its ConfigMaps in memory, with versions and conflicts like an API server's. */
public final class MemoryCluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(JSON, true);

    private final Map<String, ConfigMap> configMaps = new HashMap<>();
    private FeatureRollout rollout;
    private long version = 1;
    private int configMapWrites;
    private int statusWrites;

    /** Creates the rollout, as {@code kubectl apply} would the first time. */
    public void apply(FeatureRollout created) {
        FeatureRollout stored = new FeatureRollout();
        stored.setMetadata(new ObjectMetaBuilder(created.getMetadata())
                .withNamespace(Optional.ofNullable(created.getMetadata().getNamespace())
                        .orElse("default"))
                .withUid("uid-" + created.getMetadata().getName())
                .withGeneration(1L)
                .withResourceVersion(nextVersion())
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build());
        stored.setSpec(created.getSpec());
        store(stored);
    }

    /** Keeps an object as it comes back from JSON, so that nothing survives that would not survive a real write. */
    private void store(FeatureRollout changed) {
        rollout = SERIALIZATION.unmarshal(SERIALIZATION.asJson(changed), FeatureRollout.class);
    }

    public FeatureRollout rollout() {
        FeatureRollout copy = new FeatureRollout();
        copy.setMetadata(new ObjectMetaBuilder(rollout.getMetadata()).build());
        copy.setSpec(rollout.getSpec());
        copy.setStatus(rollout.getStatus());
        return copy;
    }

    /** Merges a patch into the rollout, as {@code kubectl patch --type merge} would. */
    public void patch(JsonNode mergePatch) {
        FeatureRollout before = rollout();
        JsonNode merged = MergePatch.apply(JSON.valueToTree(before), mergePatch);
        FeatureRollout after = JSON.convertValue(merged, FeatureRollout.class);
        boolean specChanged = !after.getSpec().equals(before.getSpec());
        after.getMetadata().setGeneration(before.getMetadata().getGeneration() + (specChanged ? 1 : 0));
        after.getMetadata().setResourceVersion(nextVersion());
        store(after);
    }

    /** Replaces the spec, as an edit would. */
    public void edit(FeatureRolloutSpec spec) {
        FeatureRollout after = rollout();
        after.setSpec(spec);
        after.getMetadata().setGeneration(after.getMetadata().getGeneration() + 1);
        after.getMetadata().setResourceVersion(nextVersion());
        store(after);
    }

    public void markForDeletion() {
        FeatureRollout after = rollout();
        after.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
        after.getMetadata().setResourceVersion(nextVersion());
        store(after);
    }

    public Optional<ConfigMap> configMap(String name) {
        return Optional.ofNullable(configMaps.get(name));
    }

    public String onlyConfigMap() {
        return rollout().getSpec().flags().get(0).configMapRef().name();
    }

    public void put(ConfigMap configMap) {
        configMaps.put(
                configMap.getMetadata().getName(),
                new ConfigMapBuilder(configMap)
                        .editMetadata()
                        .withResourceVersion(nextVersion())
                        .endMetadata()
                        .build());
    }

    public void delete(String configMap) {
        configMaps.remove(configMap);
    }

    public int configMapWrites() {
        return configMapWrites;
    }

    public int statusWrites() {
        return statusWrites;
    }

    public StatusStore statuses() {
        return new MemoryStatuses();
    }

    /** The port to the status of this cluster's rollout. */
    private final class MemoryStatuses implements StatusStore {
        @Override
        public boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
            List<String> violations =
                    StatusSchema.violations(SERIALIZATION.unmarshal(SERIALIZATION.asJson(status), JsonNode.class));
            if (!violations.isEmpty()) {
                throw new AssertionError("the API server refuses this status: " + violations);
            }
            return MemoryCluster.this.write(snapshot, status);
        }

        @Override
        public boolean isCurrent(Snapshot snapshot) {
            return rollout.getMetadata().getResourceVersion().equals(snapshot.resourceVersion());
        }
    }

    private boolean write(Snapshot snapshot, FeatureRolloutStatus status) {
        FeatureRollout now = rollout();
        if (!now.getMetadata().getResourceVersion().equals(snapshot.resourceVersion())) {
            return false;
        }
        now.setStatus(status);
        now.getMetadata().setResourceVersion(nextVersion());
        store(now);
        statusWrites++;
        return true;
    }

    public FlagStore flags() {
        return new MemoryFlags();
    }

    private String nextVersion() {
        return Long.toString(version++);
    }

    /** The port to the flags over the ConfigMaps of this cluster. */
    private final class MemoryFlags implements FlagStore {
        @Override
        public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
            ConfigMap configMap = configMaps.get(target.holder().name());
            if (configMap == null
                    || configMap.getMetadata().getLabels() == null
                    || !"true".equals(configMap.getMetadata().getLabels().get(FlagLabel.KEY))) {
                return new FlagState.Unreadable("there is no labelled " + target.holder(), Optional.empty());
            }
            String document = configMap.getData().get(target.key());
            try {
                FlagFormat.Reading reading = Formats.of(target).read(document, target);
                return new FlagState.Readable(
                        reading.reach(),
                        reading.undo(),
                        configMap.getMetadata().getResourceVersion(),
                        Optional.empty());
            } catch (FlagProblem e) {
                return new FlagState.Unreadable(
                        e.getMessage(), Optional.of(configMap.getMetadata().getResourceVersion()));
            }
        }

        @Override
        public Optional<String> document(String namespace, FlagTarget target) {
            return configMap(target.holder().name())
                    .map(found -> found.getData().get(target.key()));
        }

        @Override
        public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
            ConfigMap before = configMaps.get(holder.name());
            if (before == null || !before.getMetadata().getResourceVersion().equals(resourceVersion)) {
                return new Conflict();
            }
            ConfigMapBuilder after = new ConfigMapBuilder(before);
            try {
                for (Map.Entry<FlagTarget, Change> change : changes.entrySet()) {
                    FlagTarget target = change.getKey();
                    String document = after.build().getData().get(target.key());
                    after.addToData(target.key(), ChangedDocument.of(document, target, change.getValue()));
                }
            } catch (FlagProblem e) {
                return new Failed(e.getMessage());
            }
            if (!after.build().getData().equals(before.getData())) {
                put(after.build());
                configMapWrites++;
            }
            Map<FlagTarget, FlagState> states = new HashMap<>();
            changes.keySet().forEach(target -> states.put(target, read(namespace, target, Freshness.Live)));
            return new Done(states);
        }
    }
}
