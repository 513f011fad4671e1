package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import java.util.List;
import java.util.Map;

/**
 * What became of a decision.
 *
 * @param flags all flags as they are now, by name
 * @param writes how many ConfigMaps were patched
 * @param failures what could not be done, for people; empty when everything was
 */
public record Outcome(Map<String, FlagState> flags, int writes, List<String> failures) {
    public Outcome {
        flags = Map.copyOf(flags);
        failures = List.copyOf(failures);
    }

    public boolean isComplete() {
        return failures.isEmpty();
    }
}
