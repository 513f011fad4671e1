package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import java.util.List;
import java.util.Map;

/**
 * What became of a decision.
 *
 * @param flags all flags as they are now, by name
 * @param restoring the tokens that restore flags from now on, by name, where their form was changed
 * @param writes how many holders were patched
 * @param failures what could not be done, for people; empty when everything was
 */
public record Outcome(
        Map<String, FlagState> flags, Map<String, List<String>> restoring, int writes, List<String> failures) {
    public Outcome {
        flags = Map.copyOf(flags);
        restoring = Map.copyOf(restoring);
        failures = List.copyOf(failures);
    }

    /** Returns the outcome of leaving the flags alone. */
    public static Outcome untouched(Map<String, FlagState> flags) {
        return new Outcome(flags, Map.of(), 0, List.of());
    }

    public boolean isComplete() {
        return failures.isEmpty();
    }
}
