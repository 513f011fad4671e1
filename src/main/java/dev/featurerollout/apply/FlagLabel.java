package dev.featurerollout.apply;

import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.model.Holder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Locale;
import java.util.Optional;

/** The label by which people allow rollouts to change what holds their flags. */
public final class FlagLabel {
    /** Only objects with this label, set to {@code true}, are touched. */
    public static final String KEY = "featurerollout.dev/flags";

    private FlagLabel() {}

    /** Returns the value of the label; empty text if there is none. */
    public static String of(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getLabels())
                .map(labels -> labels.get(KEY))
                .orElse("");
    }

    /** Whether an object may be touched. */
    public static boolean isSet(ObjectMeta metadata) {
        return "true".equals(of(metadata));
    }

    /** @throws FlagProblem if the holder does not have it */
    public static void require(Holder holder, ObjectMeta metadata) throws FlagProblem {
        if (!isSet(metadata)) {
            throw new FlagProblem(holder + " is not labelled as one that rollouts may change: kubectl label "
                    + holder.kind().name().toLowerCase(Locale.ROOT) + " " + holder.name() + " -n "
                    + metadata.getNamespace() + " " + KEY + "=true --overwrite");
        }
    }
}
