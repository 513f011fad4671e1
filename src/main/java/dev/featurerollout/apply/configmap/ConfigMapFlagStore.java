package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.HeldDocuments;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

/**
 * Flags in documents of labelled ConfigMaps, edited in place.
 *
 * <p>A failed read is never taken for a missing flag: it is thrown, and the whole pass is tried again.
 */
public final class ConfigMapFlagStore implements FlagStore {
    /** Selects the ConfigMaps that are touched, and the bases, which are only read. */
    public static final String SELECTOR = FlagLabel.KEY + " in (true," + Bases.LABELLED + ")";

    private final ConfigMaps configMaps;
    private final Bases bases;

    public ConfigMapFlagStore(ConfigMaps configMaps) {
        this.configMaps = configMaps;
        this.bases = new Bases(configMaps);
    }

    /** Whether the ConfigMap may be touched and can be. */
    static boolean isWritable(ConfigMap configMap) {
        return FlagLabel.isSet(configMap.getMetadata()) && !Boolean.TRUE.equals(configMap.getImmutable());
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        String name = target.holder().name();
        Optional<ConfigMap> cached =
                freshness == Freshness.Cached ? configMaps.cached(namespace, name) : Optional.empty();
        return cached.or(() -> configMaps.live(namespace, name))
                .map(configMap -> read(configMap, target))
                .orElseGet(() -> new FlagState.Unreadable(
                        "ConfigMap " + name + " does not exist in namespace " + namespace
                                + ": create it with the label " + FlagLabel.KEY + "=true",
                        Optional.empty()));
    }

    private FlagState read(ConfigMap configMap, FlagTarget target) {
        return new ConfigMapDocuments(configMap, bases)
                .read(
                        target,
                        configMap.getMetadata().getResourceVersion(),
                        () -> LastWriter.of(configMap, target.key()));
    }

    /**
     * Returns the document of a target.
     *
     * @throws FlagProblem if the ConfigMap has none, or may not be changed
     */
    public static String document(ConfigMap configMap, FlagTarget target) throws FlagProblem {
        String name = configMap.getMetadata().getName();
        FlagLabel.require(target.holder(), configMap.getMetadata());
        if (Boolean.TRUE.equals(configMap.getImmutable())) {
            throw new FlagProblem("ConfigMap " + name + " is immutable: recreate it without immutable: true");
        }
        Map<String, String> data = Optional.ofNullable(configMap.getData()).orElse(Map.of());
        String document = data.get(target.key());
        if (document == null) {
            throw new FlagProblem("ConfigMap " + name + " has no key " + target.key() + " under data, only "
                    + data.keySet() + ": add it or correct configMapRef.key");
        }
        return document;
    }

    @Override
    public Optional<String> document(String namespace, FlagTarget target) {
        String name = target.holder().name();
        return configMaps
                .cached(namespace, name)
                .or(() -> configMaps.live(namespace, name))
                .map(ConfigMap::getData)
                .map(data -> data.get(target.key()));
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        try {
            Optional<ConfigMap> now = configMaps
                    .cached(namespace, holder.name())
                    .filter(cached -> isVersion(cached, resourceVersion))
                    .or(() -> configMaps.live(namespace, holder.name()));
            if (now.isEmpty() || !isVersion(now.get(), resourceVersion)) {
                return new Conflict();
            }
            return write(now.get(), changes);
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    ? new Conflict()
                    : new Failed(holder + " could not be changed: " + e.getMessage());
        } catch (FlagProblem e) {
            return new Failed(holder + " could not be changed: " + e.getMessage());
        }
    }

    private Written write(ConfigMap before, Map<FlagTarget, Change> changes) throws FlagProblem {
        HeldDocuments.Changed changed = new ConfigMapDocuments(before, bases).change(changes);
        ConfigMap after = changed.texts().isEmpty() ? before : configMaps.apply(before, changed.texts());
        return changed.readBack(changes, target -> read(after, target));
    }

    private static boolean isVersion(ConfigMap configMap, String resourceVersion) {
        return configMap.getMetadata().getResourceVersion().equals(resourceVersion);
    }
}
