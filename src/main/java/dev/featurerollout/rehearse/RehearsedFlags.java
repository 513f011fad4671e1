package dev.featurerollout.rehearse;

import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.plan.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flags that nobody uses and nobody else writes: at first at zero, then what the rehearsal makes of them. */
final class RehearsedFlags implements FlagStore {
    private final Map<String, Percentage> percentages = new HashMap<>();
    private long version = 1;

    /** Returns all flags of a rollout, by name. */
    Map<String, FlagState> all(Snapshot snapshot) {
        Map<String, FlagState> states = new HashMap<>();
        for (FlagTarget target : snapshot.inForce().plan().orElseThrow().flags()) {
            states.put(target.name(), read(snapshot.namespace(), target, Freshness.Cached));
        }
        return states;
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        Percentage percentage = percentages.getOrDefault(target.name(), Percentage.ZERO);
        return new FlagState.Readable(
                percentage, List.of(percentage.toString()), Long.toString(version), Optional.empty());
    }

    @Override
    public Written write(String namespace, String configMap, String resourceVersion, Map<FlagTarget, Change> changes) {
        changes.forEach((target, change) -> percentages.put(
                target.name(), change instanceof To to ? to.percentage() : ((Restore) change).percentage()));
        version++;
        Map<FlagTarget, FlagState> states = new HashMap<>();
        changes.keySet().forEach(target -> states.put(target, read(namespace, target, Freshness.Live)));
        return new Done(states);
    }
}
