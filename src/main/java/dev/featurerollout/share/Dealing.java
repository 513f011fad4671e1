package dev.featurerollout.share;

import java.util.Optional;

/** How a flag, as it stands in a document, deals users. */
@FunctionalInterface
public interface Dealing {

    /**
     * Returns what a user gets of whom nothing but the key is known.
     *
     * @param key what users are told apart by; empty for one of whom not even that is known
     */
    Answer answer(Optional<String> key);

    /** Gives all users the same. */
    static Dealing all(Answer answer) {
        return key -> answer;
    }
}
