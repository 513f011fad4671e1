package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Returns the document that {@code target} is in, as last heard of; empty if it is not there, or none is kept. */
    default Optional<String> document(String namespace, FlagTarget target) {
        return Optional.empty();
    }

    /**
     * Changes flags of one holder in one write, if it still is what it was.
     *
     * @param resourceVersion the version that the changes were decided on
     * @param changes in the order of the flags
     */
    Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes);

    /** What is to become of a flag. */
    sealed interface Change {
        /** Returns whom the flag is to reach. */
        Reach reach();
    }

    /** Let it reach more users, or fewer. */
    record To(Reach reach) implements Change {}

    /**
     * Restore it byte for byte.
     *
     * @param reach to be set instead if the document has changed so that the tokens no longer fit
     */
    record Restore(List<String> tokens, Reach reach) implements Change {
        public Restore {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * Write it in the format's own form of "on for everybody".
     *
     * @param originalTokens with which it could be restored so far
     */
    record Collapse(List<String> originalTokens) implements Change {
        public Collapse {
            originalTokens = List.copyOf(originalTokens);
        }

        @Override
        public Reach reach() {
            return Reach.of(Percentage.HUNDRED);
        }
    }

    /** What became of a write. */
    sealed interface Written {}

    /**
     * It was written and read back.
     *
     * @param flags the states now
     * @param restoring the tokens that restore flags from now on, where a change of form took the place of the old ones
     */
    record Done(Map<FlagTarget, FlagState> flags, Map<FlagTarget, List<String>> restoring) implements Written {
        public Done {
            flags = Map.copyOf(flags);
            restoring = Map.copyOf(restoring);
        }
    }

    /** Somebody else wrote in between; nothing was changed. */
    record Conflict() implements Written {}

    /** Nothing was changed; the message says why. */
    record Failed(String message) implements Written {}
}
