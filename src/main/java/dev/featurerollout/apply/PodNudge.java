package dev.featurerollout.apply;

import java.util.Map;
import java.util.Optional;

/**
 * Makes the kubelets of pods bring mounted ConfigMaps up to date at once.
 *
 * <p>Never throws for anything the other side does. An interrupt ends it early.
 */
public interface PodNudge {
    /**
     * Tells the running pods with {@code labels} of a version of the flags; those that know of it are left alone.
     *
     * @param version any text that differs from one change of the flags to the next
     */
    Nudged nudge(String namespace, Map<String, String> labels, String version);

    /**
     * What became of it.
     *
     * @param told pods that know of the version now
     * @param failed pods that could not be told
     * @param more whether there are more pods than are told of one change
     * @param missing the verb on pods that the operator has no right to
     * @param problem the first thing that went wrong
     */
    record Nudged(int told, int failed, boolean more, Optional<String> missing, Optional<String> problem) {

        static Nudged failed(String problem) {
            return new Nudged(0, 0, false, Optional.empty(), Optional.of(problem));
        }

        /** Whether trying again could help. */
        boolean isWorthAnotherTry() {
            return missing.isEmpty() && problem.isPresent();
        }
    }
}
