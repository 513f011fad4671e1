package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.List;
import java.util.Map;

/**
 * Where flags live: read them, and change them by compare-and-set.
 *
 * <p>Never throws for anything the other side does.
 */
public interface FlagStore {

    /** How new a reading must be. */
    enum Freshness {
        /** As last heard of; costs nothing. */
        Cached,
        /** Asked for now. */
        Live
    }

    /** Returns what is found at {@code target} in {@code namespace}. */
    FlagState read(String namespace, FlagTarget target, Freshness freshness);

    /**
     * Changes flags of one ConfigMap in one write, if the ConfigMap still is what it was.
     *
     * @param resourceVersion the version that the changes were decided on
     * @param changes in the order of the flags
     */
    Written write(String namespace, String configMap, String resourceVersion, Map<FlagTarget, Change> changes);

    /** What is to become of a flag. */
    sealed interface Change {}

    /** Set it to a percentage. */
    record To(Percentage percentage) implements Change {}

    /**
     * Restore it byte for byte.
     *
     * @param percentage to be set instead if the document has changed so that the tokens no longer fit
     */
    record Restore(List<String> tokens, Percentage percentage) implements Change {
        public Restore {
            tokens = List.copyOf(tokens);
        }
    }

    /** What became of a write. */
    sealed interface Written {}

    /** It was written and read back: {@code flags} are the states now. */
    record Done(Map<FlagTarget, FlagState> flags) implements Written {
        public Done {
            flags = Map.copyOf(flags);
        }
    }

    /** Somebody else wrote in between; nothing was changed. */
    record Conflict() implements Written {}

    /** Nothing was changed; the message says why. */
    record Failed(String message) implements Written {}
}
