package dev.featurerollout.apply;

import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
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
     * Returns what {@code completion.collapse} can do to a flag, as last heard of.
     *
     * @param undo what restores the flag as things are
     */
    default Collapse collapse(String namespace, FlagTarget target, Undo undo) {
        return document(namespace, target)
                .map(document -> ChangedDocument.collapse(document, target, undo))
                .orElseGet(() -> new Collapse.Impossible("flag " + target.name() + ": its document cannot be read"));
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

    /**
     * Let it reach more users, or fewer.
     *
     * @param undo what is recorded of the flag: the form of {@code completion.collapse} is undone first
     */
    record To(Reach reach, Optional<Undo> undo) implements Change {
        public To(Reach reach) {
            this(reach, Optional.empty());
        }
    }

    /**
     * Restore it byte for byte.
     *
     * @param reach to be set instead if the document has changed so that {@code undo} no longer fits
     */
    record Restore(Undo undo, Reach reach) implements Change {}

    /**
     * Write it in the format's own form of "on for everybody".
     *
     * @param undo what restores it then, as it was recorded
     */
    record CollapseForm(Undo.Collapsed undo) implements Change {
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
     */
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
