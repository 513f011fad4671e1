package dev.featurerollout.apply.configmap;

import dev.featurerollout.apply.FlagLabel;
import dev.featurerollout.apply.GeneratedDocument;
import dev.featurerollout.apply.GeneratedDocument.Kept;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.BaseDocument;
import dev.featurerollout.model.FlagTarget;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Documents that are generated: each follows its base, in one write for each change of it. */
public final class GeneratedConfigMaps {
    /** A rollout that moves a flag of the document at the same moment must not hold it up. */
    private static final int TRIES = 5;

    private final ConfigMaps configMaps;
    private final Bases bases;

    public GeneratedConfigMaps(ConfigMaps configMaps) {
        this.configMaps = configMaps;
        this.bases = new Bases(configMaps);
    }

    /**
     * Generates the document of {@code flag} anew if its base has changed, and creates its ConfigMap if there is none.
     *
     * @param flags the flags of the document that rollouts have begun to move; asked for only if there is something to
     *     do, after the document was read
     * @return what keeps it from following its base, which leaves it as it is; empty if nothing does
     */
    public Optional<String> follow(String namespace, FlagTarget flag, Supplier<List<Kept>> flags) {
        try {
            String base = bases.text(namespace, flag.from().orElseThrow());
            return follow(namespace, flag, base, flags);
        } catch (FlagProblem | KubernetesClientException e) {
            return problem(flag, e.getMessage());
        }
    }

    private Optional<String> follow(String namespace, FlagTarget flag, String base, Supplier<List<Kept>> flags)
            throws FlagProblem {
        String name = flag.holder().name();
        Optional<ConfigMap> effective = configMaps.cached(namespace, name);
        for (int tries = 0; tries < TRIES; tries++) {
            effective = effective.or(() -> configMaps.live(namespace, name));
            try {
                if (effective.isEmpty()) {
                    create(namespace, flag, base, flags);
                } else {
                    update(effective.get(), flag, base, flags);
                }
                return Optional.empty();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
                effective = Optional.empty();
            }
        }
        return problem(flag, "somebody else changed it at the same moment");
    }

    private void create(String namespace, FlagTarget flag, String base, Supplier<List<Kept>> flags) throws FlagProblem {
        String name = flag.holder().name();
        String text = GeneratedDocument.first(base, flags.get());
        GeneratedFrom from = new GeneratedFrom(Map.of()).with(flag.key(), origin(flag), base);
        try {
            configMaps.create(namespace, name, Map.of(flag.key(), text), from);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            throw new FlagProblem("ConfigMap " + name + " does not exist, and the operator may not create ConfigMaps:"
                    + " set rbac.createConfigMaps=true in the chart's values, or create it empty: kubectl create"
                    + " configmap " + name + " -n " + namespace + " && kubectl label configmap " + name + " -n "
                    + namespace + " " + FlagLabel.KEY + "=true (" + e.getMessage() + ")");
        }
    }

    /** One that may not be touched is left alone; whoever reads a flag in it says so. */
    private void update(ConfigMap effective, FlagTarget flag, String base, Supplier<List<Kept>> flags)
            throws FlagProblem {
        GeneratedFrom before = GeneratedFrom.of(effective);
        Optional<String> text = Optional.ofNullable(effective.getData()).map(data -> data.get(flag.key()));
        boolean upToDate = text.isPresent() && before.isOf(flag.key(), origin(flag), base);
        if (upToDate || !ConfigMapFlagStore.isWritable(effective)) {
            return;
        }
        String next = text.isPresent()
                ? GeneratedDocument.next(base, text.get(), flags.get())
                : GeneratedDocument.first(base, flags.get());
        configMaps.apply(effective, Map.of(flag.key(), next), before.with(flag.key(), origin(flag), base));
    }

    private static BaseDocument origin(FlagTarget flag) {
        return flag.from().orElseThrow();
    }

    private static Optional<String> problem(FlagTarget flag, String why) {
        return Optional.of(flag.document() + " does not follow its base " + origin(flag) + ": " + why);
    }
}
