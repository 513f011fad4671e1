package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.BaseDocument;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Optional;

/** The documents that Git owns, from which others are generated: read, never written. */
public final class Bases {
    /** The value of {@link FlagLabel#KEY} on the ConfigMap of a base. */
    static final String LABELLED = "base";

    private final ConfigMaps configMaps;

    Bases(ConfigMaps configMaps) {
        this.configMaps = configMaps;
    }

    /**
     * Returns the text of a base.
     *
     * @throws FlagProblem if it is not there, or its ConfigMap is not labelled as one with bases
     */
    String text(String namespace, BaseDocument base) throws FlagProblem {
        String name = base.configMap();
        ConfigMap configMap = configMaps
                .cached(namespace, name)
                .or(() -> configMaps.live(namespace, name))
                .orElseThrow(() -> new FlagProblem("ConfigMap " + name + " does not exist in namespace " + namespace
                        + ": commit it with the label " + FlagLabel.KEY + "=" + LABELLED));
        return document(configMap, base);
    }

    /**
     * Returns the text of a base in its ConfigMap.
     *
     * @throws FlagProblem if it is not there, or the ConfigMap is not labelled as one with bases
     */
    public static String document(ConfigMap configMap, BaseDocument base) throws FlagProblem {
        String name = base.configMap();
        if (!LABELLED.equals(FlagLabel.of(configMap.getMetadata()))) {
            throw new FlagProblem("ConfigMap " + name + " is not labelled as a base, so changes of it are not seen:"
                    + " commit it with the label " + FlagLabel.KEY + "=" + LABELLED
                    + ", or: kubectl label configmap " + name + " -n "
                    + configMap.getMetadata().getNamespace() + " " + FlagLabel.KEY
                    + "=" + LABELLED + " --overwrite");
        }
        Map<String, String> data = Optional.ofNullable(configMap.getData()).orElse(Map.of());
        return Optional.ofNullable(data.get(base.key()))
                .orElseThrow(() -> new FlagProblem("ConfigMap " + name + " has no key " + base.key()
                        + " under data, only " + data.keySet() + ": add it or correct from.key"));
    }
}
