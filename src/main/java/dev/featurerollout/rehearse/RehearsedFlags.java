package dev.featurerollout.rehearse;

import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Reach;
import dev.featurerollout.plan.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flags that nobody uses and nobody else writes: at first at zero, then what the rehearsal makes of them. */
final class RehearsedFlags implements FlagStore {
    private final Map<String, Reach> reaches = new HashMap<>();
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
        Reach reach = reaches.getOrDefault(target.name(), Reach.NOBODY);
        return new FlagState.Readable(reach, List.of(reach.toString()), Long.toString(version), Optional.empty());
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        changes.forEach((target, change) -> reaches.put(target.name(), change.reach()));
        version++;
        Map<FlagTarget, FlagState> states = new HashMap<>();
        changes.keySet().forEach(target -> states.put(target, read(namespace, target, Freshness.Live)));
        return new Done(states, Map.of());
    }
}
