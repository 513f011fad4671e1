package dev.featurerollout.apply;

import dev.featurerollout.apply.FlagStore.Change;
import dev.featurerollout.apply.FlagStore.Written;
import dev.featurerollout.apply.format.FlagFormat;
import dev.featurerollout.apply.format.FlagProblem;
import dev.featurerollout.apply.format.Formats;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The documents of one holder: flags read in them, changed, and read back. Pure. */
@FunctionalInterface
public interface HeldDocuments {
    String TOO_LARGE = "what a rollback would have to restore of this flag does not fit into the status. Give it fewer"
            + " variations, or shorter texts";

    /**
     * Returns the document of a flag.
     *
     * @throws FlagProblem if it is not there, or may not be changed
     */
    String of(FlagTarget target) throws FlagProblem;

    /** Returns what is found at {@code target}; {@code writer} is asked only if it can be read. */
    default FlagState read(FlagTarget target, String resourceVersion, Supplier<Optional<FlagState.Writer>> writer) {
        String document;
        try {
            document = of(target);
        } catch (FlagProblem e) {
            return new FlagState.Unreadable(e.getMessage(), Optional.empty());
        }
        try {
            FlagFormat.Reading reading = Formats.of(target).read(document, target);
            return reading.undo().fitsAStatus()
                    ? new FlagState.Readable(reading.reach(), reading.undo(), resourceVersion, writer.get())
                    : new FlagState.Unreadable(TOO_LARGE, Optional.of(resourceVersion));
        } catch (FlagProblem e) {
            return new FlagState.Unreadable(e.getMessage(), Optional.of(resourceVersion));
        }
    }

    /**
     * Returns a document of them with one flag changed.
     *
     * @throws FlagProblem if it cannot be made
     */
    default String changed(String document, FlagTarget target, Change change) throws FlagProblem {
        return ChangedDocument.of(document, target, change);
    }

    /**
     * Documents with flags changed.
     *
     * @param texts the documents that differ, by their keys
     */
    record Changed(Map<String, String> texts) {
        public Changed {
            texts = Map.copyOf(texts);
        }

        /** Returns what became of the write, by what is read after it. */
        public Written readBack(Map<FlagTarget, Change> changes, Function<FlagTarget, FlagState> read) {
            Map<FlagTarget, FlagState> states = new HashMap<>();
            for (Map.Entry<FlagTarget, Change> change : changes.entrySet()) {
                FlagState state = read.apply(change.getKey());
                boolean wrong = !(change.getValue() instanceof FlagStore.Restore)
                        && !(state instanceof FlagState.Readable readable
                                && readable.reach().equals(change.getValue().reach()));
                if (wrong) {
                    return new FlagStore.Failed(
                            "flag " + change.getKey().name() + " does not read back as written: " + state);
                }
                states.put(change.getKey(), state);
            }
            return new FlagStore.Done(states);
        }
    }

    /**
     * Returns the documents with all {@code changes} made.
     *
     * @throws FlagProblem if one of them cannot be made
     */
    default Changed change(Map<FlagTarget, Change> changes) throws FlagProblem {
        Map<String, String> before = new HashMap<>();
        Map<String, String> edited = new LinkedHashMap<>();
        for (Map.Entry<FlagTarget, Change> change : changes.entrySet()) {
            FlagTarget target = change.getKey();
            if (!before.containsKey(target.key())) {
                before.put(target.key(), of(target));
            }
            String document = edited.getOrDefault(target.key(), before.get(target.key()));
            edited.put(target.key(), changed(document, target, change.getValue()));
        }
        edited.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return new Changed(edited);
    }
}
