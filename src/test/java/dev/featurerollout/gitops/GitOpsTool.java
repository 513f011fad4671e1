package dev.featurerollout.gitops;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plays a tool that heals itself: what Git has is brought into the cluster again and again, in the way of the tool and
 * its settings, by real requests.
 */
final class GitOpsTool implements AutoCloseable {
    private static final String ARGO_CD = "argocd-controller";
    private static final String FLUX = "kustomize-controller";

    /** What a tool does at each sync with what Git has, and what the cluster has, if it has. */
    @FunctionalInterface
    interface Sync {
        void run(GitOpsTool tool, ConfigMap git, Optional<ConfigMap> live);
    }

    /** Argo CD as it is installed: a client-side apply, of which the API server sees a patch of what differs. */
    static final Sync ARGO_CD_CLIENT_SIDE = (tool, git, live) -> {
        if (live.isEmpty()) {
            tool.apply(ARGO_CD, git);
        } else if (!live.get().getData().equals(git.getData())) {
            tool.merge(ARGO_CD, git);
        }
    };

    /** Argo CD with the sync option ServerSideApply=true. */
    static final Sync ARGO_CD_SERVER_SIDE = (tool, git, live) -> tool.apply(ARGO_CD, git);

    /**
     * Argo CD with ignoreDifferences for our field manager, RespectIgnoreDifferences=true and ApplyOutOfSyncOnly=true:
     * nothing is applied when nothing differs but what is ignored.
     */
    static final Sync ARGO_CD_RESPECTING = (tool, git, live) -> {
        ConfigMap wanted = live.map(now -> withoutWhatOthersOwn(git, now)).orElse(git);
        if (live.isEmpty()
                || !live.get().getData().entrySet().containsAll(wanted.getData().entrySet())) {
            tool.apply(ARGO_CD, wanted);
        }
    };

    /** Flux as it is installed; {@code ssa: Merge} on the ConfigMap makes no difference for keys that Git has. */
    static final Sync FLUX_OVERRIDE = (tool, git, live) -> tool.apply(FLUX, git);

    /** Flux with {@code ssa: IfNotPresent} on the ConfigMap. */
    static final Sync FLUX_IF_NOT_PRESENT = (tool, git, live) -> {
        if (live.isEmpty()) {
            tool.apply(FLUX, git);
        }
    };

    /** Flux with {@code ssa: Ignore} on the ConfigMap: somebody else has to create it. */
    static final Sync FLUX_IGNORE = (tool, git, live) -> {};

    /** Whatever the tool has made is deleted when Git does not have it any more; it knows its own by a label. */
    static Sync pruning(Sync sync, String label) {
        return (tool, git, live) -> {
            sync.run(tool, git, live);
            tool
                    .client
                    .configMaps()
                    .inNamespace(git.getMetadata().getNamespace())
                    .withLabel(label)
                    .list()
                    .getItems()
                    .stream()
                    .filter(configMap -> !configMap
                            .getMetadata()
                            .getName()
                            .equals(git.getMetadata().getName()))
                    .forEach(configMap -> tool.client.resource(configMap).delete());
        };
    }

    /** Flux with {@code spec.ignore} for the flag's key: left out where it differs, when anything else does. */
    static final Sync FLUX_IGNORING_THE_KEY = (tool, git, live) -> {
        if (live.isEmpty()) {
            tool.apply(FLUX, git);
        } else if (!without(live.get(), GitOpsIT.KEY).equals(without(git, GitOpsIT.KEY))) {
            boolean drifted =
                    !live.get().getData().get(GitOpsIT.KEY).equals(git.getData().get(GitOpsIT.KEY));
            tool.apply(
                    FLUX,
                    drifted
                            ? new ConfigMapBuilder(git)
                                    .removeFromData(GitOpsIT.KEY)
                                    .build()
                            : git);
        }
    };

    private final KubernetesClient client;
    private final AtomicReference<ConfigMap> git;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile int syncs;

    GitOpsTool(KubernetesClient client, ConfigMap git, Sync sync) {
        this.client = client;
        this.git = new AtomicReference<>(git);
        run(sync);
        timer.scheduleWithFixedDelay(() -> run(sync), 200, 200, TimeUnit.MILLISECONDS);
    }

    private void run(Sync sync) {
        try {
            ConfigMap wanted = git.get();
            sync.run(this, wanted, Optional.ofNullable(resource(wanted).get()));
            syncs++;
        } catch (KubernetesClientException e) {
            // Somebody wrote at the same moment; the next sync is due soon.
        }
    }

    void commit(ConfigMap changed) {
        git.set(changed);
    }

    int syncs() {
        return syncs;
    }

    private void apply(String manager, ConfigMap configMap) {
        resource(configMap)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(manager)
                                .withForce(true)
                                .build(),
                        client.getKubernetesSerialization().asJson(configMap));
    }

    private void merge(String manager, ConfigMap configMap) {
        resource(configMap)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        client.getKubernetesSerialization().asJson(Map.of("data", configMap.getData())));
    }

    private Resource<ConfigMap> resource(ConfigMap configMap) {
        return client.configMaps()
                .inNamespace(configMap.getMetadata().getNamespace())
                .resource(configMap);
    }

    /** As Argo CD does it: what would change, and belongs to a trusted manager, is taken out of what is applied. */
    private static ConfigMap withoutWhatOthersOwn(ConfigMap git, ConfigMap live) {
        ConfigMapBuilder wanted = new ConfigMapBuilder(git);
        live.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getManager().equals("featurerollout"))
                .map(entry -> entry.getFieldsV1().getAdditionalProperties().get("f:data"))
                .filter(Map.class::isInstance)
                .flatMap(data -> ((Map<?, ?>) data).keySet().stream())
                .map(field -> field.toString().substring("f:".length()))
                .filter(key -> !live.getData().get(key).equals(git.getData().get(key)))
                .forEach(wanted::removeFromData);
        return wanted.build();
    }

    private static Map<String, String> without(ConfigMap configMap, String key) {
        return new ConfigMapBuilder(configMap).removeFromData(key).build().getData();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
