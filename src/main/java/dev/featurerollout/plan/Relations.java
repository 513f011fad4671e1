package dev.featurerollout.plan;

import dev.featurerollout.model.Percentage;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The other rollouts that one depends on, and those that depend on it.
 *
 * @param prerequisites by name; a name that the spec has and that is missing here is a rollout that does not exist
 * @param dependents in the order in which they go down, those that nobody depends on first; looked for only when asked,
 *     as only a rollback needs them
 */
public record Relations(
        Map<String, Prerequisite> prerequisites, List<String> cycle, Supplier<List<Snapshot>> dependents) {
    public static final Relations NONE = new Relations(Map.of(), List.of(), List::of);

    public Relations {
        prerequisites = Map.copyOf(prerequisites);
        cycle = List.copyOf(cycle);
    }

    /**
     * A rollout that another one depends on.
     *
     * @param percentage that its flags are at
     * @param isDown whether it was rolled back, or is about to be
     */
    public record Prerequisite(Percentage percentage, boolean isDown) {}
}
