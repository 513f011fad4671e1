package dev.featurerollout.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.configmap.ConfigMapFlagStore;
import dev.featurerollout.apply.configmap.ConfigMaps;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.report.KubernetesStatusStore;
import dev.featurerollout.report.NewsSink;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.support.MergePatch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** A namespace of an API server, mock or real, with the adapters that production uses. */
final class ServerWorld implements World {
    private final KubernetesClient client;
    private final String namespace;
    private final String rolloutName;
    private final String configMapName;
    private final MetricSource metrics;

    ServerWorld(KubernetesClient client, String namespace, Scenario scenario, MetricSource metrics) {
        this.client = client;
        this.namespace = namespace;
        this.metrics = metrics;
        this.rolloutName = scenario.rollout().getMetadata().getName();
        this.configMapName = scenario.configMap().getMetadata().getName();
        putConfigMap(scenario.configMap());
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(scenario.rollout().getMetadata());
        rollout.setSpec(scenario.rollout().getSpec());
        client.resources(FeatureRollout.class)
                .inNamespace(namespace)
                .resource(rollout)
                .create();
    }

    @Override
    public FeatureRollout rollout() {
        return resource().get();
    }

    @Override
    public void patchRollout(JsonNode mergePatch) {
        KubernetesSerialization json = client.getKubernetesSerialization();
        JsonNode merged = MergePatch.apply(json.convertValue(rollout(), JsonNode.class), mergePatch);
        client.resource(json.convertValue(merged, FeatureRollout.class)).update();
    }

    private Resource<FeatureRollout> resource() {
        return client.resources(FeatureRollout.class).inNamespace(namespace).withName(rolloutName);
    }

    @Override
    public Optional<ConfigMap> configMap() {
        return Optional.ofNullable(configMaps().get());
    }

    @Override
    public void putConfigMap(ConfigMap configMap) {
        ConfigMap written = new ConfigMapBuilder(configMap)
                .editMetadata()
                .withNamespace(namespace)
                .withResourceVersion(null)
                .endMetadata()
                .build();
        Resource<ConfigMap> resource =
                client.configMaps().inNamespace(namespace).resource(written);
        if (configMap().isEmpty()) {
            resource.create();
        } else {
            resource.update();
        }
    }

    @Override
    public void deleteConfigMap() {
        configMaps().delete();
    }

    private Resource<ConfigMap> configMaps() {
        return client.configMaps().inNamespace(namespace).withName(configMapName);
    }

    @Override
    public FlagStore flags() {
        return new ConfigMapFlagStore(new ConfigMaps(client, ConfigMaps.Cache.NONE));
    }

    @Override
    public StatusStore statuses() {
        return new KubernetesStatusStore(client);
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
