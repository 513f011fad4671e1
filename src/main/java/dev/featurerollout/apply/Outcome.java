package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import java.util.List;
import java.util.Map;

/**
 * What became of a decision.
 *
 * @param flags all flags as they are now
 * @param writes how many holders were patched
 * @param failures what could not be done, for people; empty when everything was
 */
public record Outcome(Map<FlagTarget, FlagState> flags, int writes, List<String> failures) {
    public Outcome {
        flags = Map.copyOf(flags);
        failures = List.copyOf(failures);
    }

    /** Returns the outcome of leaving the flags alone. */
    public static Outcome untouched(Map<FlagTarget, FlagState> flags) {
        return new Outcome(flags, 0, List.of());
    }

    public boolean isComplete() {
        return failures.isEmpty();
    }
}
