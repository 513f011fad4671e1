package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.ChangedDocument;
import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.GeneratedDocument;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flags in documents of labelled ConfigMaps, edited in place.
 *
 * <p>A failed read is never taken for a missing flag: it is thrown, and the whole pass is tried again.
 */
public final class ConfigMapFlagStore implements FlagStore {
    /** Only ConfigMaps with this label, set to {@code true}, are touched. */
    public static final String LABEL = FlagLabel.KEY;

    /** Selects the ConfigMaps that are touched, and the bases, which are only read. */
    public static final String SELECTOR = LABEL + " in (true," + Bases.LABELLED + ")";

    private final ConfigMaps configMaps;
    private final Bases bases;

    public ConfigMapFlagStore(ConfigMaps configMaps) {
        this.configMaps = configMaps;
        this.bases = new Bases(configMaps);
    }

    /** Returns the value of the label; empty text if there is none. */
    static String label(ConfigMap configMap) {
        return Optional.ofNullable(configMap.getMetadata().getLabels())
                .map(labels -> labels.get(LABEL))
                .orElse("");
    }

    /** Whether the ConfigMap may be touched and can be. */
    static boolean isWritable(ConfigMap configMap) {
        return "true".equals(label(configMap)) && !Boolean.TRUE.equals(configMap.getImmutable());
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
                                + ": create it with the label " + LABEL + "=true",
                        Optional.empty()));
    }

    private static FlagState read(ConfigMap configMap, FlagTarget target) {
        String document;
        try {
            document = document(configMap, target);
        } catch (FlagProblem e) {
            return new FlagState.Unreadable(e.getMessage(), Optional.empty());
        }
        String resourceVersion = configMap.getMetadata().getResourceVersion();
        try {
            FlagFormat.Reading reading = Formats.of(target).read(document, target);
            return new FlagState.Readable(
                    reading.reach(), reading.tokens(), resourceVersion, LastWriter.of(configMap, target.key()));
        } catch (FlagProblem e) {
            return new FlagState.Unreadable(e.getMessage(), Optional.of(resourceVersion));
        }
    }

    /**
     * Returns the document of a target.
     *
     * @throws FlagProblem if the ConfigMap has none, or may not be changed
     */
    public static String document(ConfigMap configMap, FlagTarget target) throws FlagProblem {
        String name = configMap.getMetadata().getName();
        if (!"true".equals(label(configMap))) {
            throw new FlagProblem("ConfigMap " + name
                    + " is not labelled as one that rollouts may change: kubectl label"
                    + " configmap " + name + " -n " + configMap.getMetadata().getNamespace() + " " + LABEL
                    + "=true --overwrite");
        }
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
        Map<String, String> edited = new LinkedHashMap<>();
        Map<FlagTarget, List<String>> restoring = new HashMap<>();
        for (Map.Entry<FlagTarget, Change> change : changes.entrySet()) {
            FlagTarget target = change.getKey();
            String document = edited.containsKey(target.key()) ? edited.get(target.key()) : document(before, target);
            ChangedDocument changed = changed(before, document, target, change.getValue());
            edited.put(target.key(), changed.text());
            changed.restoring().ifPresent(tokens -> restoring.put(target, tokens));
        }
        edited.entrySet()
                .removeIf(entry -> entry.getValue().equals(before.getData().get(entry.getKey())));
        ConfigMap after = edited.isEmpty() ? before : configMaps.apply(before, edited);
        return readBack(after, changes, restoring);
    }

    private ChangedDocument changed(ConfigMap configMap, String document, FlagTarget target, Change change)
            throws FlagProblem {
        if (change instanceof Restore restore && target.from().isPresent()) {
            try {
                String base = bases.text(
                        configMap.getMetadata().getNamespace(), target.from().get());
                if (GeneratedFrom.of(configMap).isOf(target.key(), target.from().get(), base)) {
                    return new ChangedDocument(
                            GeneratedDocument.restored(base, document, target, restore), Optional.empty());
                }
            } catch (FlagProblem | KubernetesClientException baseNotUsable) {
                // What the flag was when the attempt began is known, too; going back does not wait for the base.
            }
        }
        return ChangedDocument.of(document, target, change);
    }

    private static Written readBack(
            ConfigMap after, Map<FlagTarget, Change> changes, Map<FlagTarget, List<String>> restoring) {
        Map<FlagTarget, FlagState> states = new HashMap<>();
        for (Map.Entry<FlagTarget, Change> change : changes.entrySet()) {
            FlagState state = read(after, change.getKey());
            boolean wrong = !(change.getValue() instanceof Restore)
                    && !(state instanceof FlagState.Readable readable
                            && readable.reach().equals(change.getValue().reach()));
            if (wrong) {
                return new Failed("flag " + change.getKey().name() + " does not read back as written: " + state);
            }
            states.put(change.getKey(), state);
        }
        return new Done(states, restoring);
    }

    private static boolean isVersion(ConfigMap configMap, String resourceVersion) {
        return configMap.getMetadata().getResourceVersion().equals(resourceVersion);
    }
}
