package dev.featurerollout.model;

import java.util.Optional;

/** What was found at a {@link FlagTarget}. */
public sealed interface FlagState {

    /**
     * The flag was found and its percentage understood.
     *
     * @param reach whom it reaches
     * @param undo what restores it as it is
     * @param resourceVersion of the holder it was read from
     * @param writer who wrote the document last, if the API server says so
     */
    record Readable(Reach reach, Undo undo, String resourceVersion, Optional<Writer> writer) implements FlagState {}

    /**
     * There is no flag that could be read.
     *
     * @param problem what is wrong and how to mend it, for people
     * @param resourceVersion of the holder, if there is one that may be written: a flag that is no longer safe to
     *     raise may still be brought back
     */
    record Unreadable(String problem, Optional<String> resourceVersion) implements FlagState {}

    /**
     * The last writer of a document.
     *
     * @param manager its field manager, such as {@code kubectl-edit}
     */
    record Writer(String manager) {}
}
