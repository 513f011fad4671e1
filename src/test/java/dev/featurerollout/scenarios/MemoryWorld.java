package dev.featurerollout.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.report.NewsSink;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.support.MemoryCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/** Everything in memory: the pure core with hand-written fakes at its ports. */
final class MemoryWorld implements World {
    private final MemoryCluster cluster = new MemoryCluster();
    private final MetricSource metrics;

    MemoryWorld(Scenario scenario, PlayClock clock) {
        this.metrics = Scripts.metrics(scenario, clock);
        cluster.put(scenario.configMap());
        cluster.apply(scenario.rollout());
    }

    @Override
    public FeatureRollout rollout() {
        return cluster.rollout();
    }

    @Override
    public void patchRollout(JsonNode mergePatch) {
        cluster.patch(mergePatch);
    }

    @Override
    public Optional<ConfigMap> configMap() {
        return cluster.configMap(cluster.onlyConfigMap());
    }

    @Override
    public void putConfigMap(ConfigMap configMap) {
        cluster.put(configMap);
    }

    @Override
    public void deleteConfigMap() {
        cluster.delete(cluster.onlyConfigMap());
    }

    @Override
    public FlagStore flags() {
        return cluster.flags();
    }

    @Override
    public StatusStore statuses() {
        return cluster.statuses();
    }

    @Override
    public MetricSource metrics() {
        return metrics;
    }

    @Override
    public NewsSink news() {
        return (about, news) -> {};
    }
}
