package dev.featurerollout.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.report.NewsSink;
import dev.featurerollout.report.StatusStore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/** Where a scenario is played: in memory, on the mock server, or on a real API server with a real Prometheus. */
interface World extends AutoCloseable {

    FeatureRollout rollout();

    void patchRollout(JsonNode mergePatch);

    Optional<ConfigMap> configMap();

    /** Writes the flag's ConfigMap as another writer would; creates it if need be. */
    void putConfigMap(ConfigMap configMap);

    void deleteConfigMap();

    FlagStore flags();

    StatusStore statuses();

    MetricSource metrics();

    NewsSink news();

    @Override
    default void close() {}
}
