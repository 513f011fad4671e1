package dev.featurerollout.measure.provider;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The Secrets in the operator's own namespace; no others can be named. */
public interface SecretStore {

    /** Returns where a Secret is, for people: {@code Secret NAMESPACE/NAME}. */
    String place(String name);

    /**
     * Returns what a Secret holds, by key, decoded; empty if there is no such Secret.
     *
     * @throws IOException if it cannot be read; the message is for people and holds nothing of the Secret
     */
    Optional<Map<String, String>> read(String name) throws IOException;
}
