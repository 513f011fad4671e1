package dev.featurerollout.rehearse;

import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Flags that nobody uses and nobody else writes: at first at zero, then what the rehearsal makes of them. */
final class RehearsedFlags implements FlagStore {
    private final Map<String, Reach> reaches = new HashMap<>();
    private long version = 1;

    /** Returns all flags of a rollout. */
    Map<FlagTarget, FlagState> all(Snapshot snapshot) {
        Map<FlagTarget, FlagState> states = new HashMap<>();
        for (FlagTarget target : snapshot.inForce().plan().orElseThrow().flags()) {
            states.put(target, read(snapshot.namespace(), target, Freshness.Cached));
        }
        return states;
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        Reach reach = reaches.getOrDefault(target.name(), Reach.NOBODY);
        return new FlagState.Readable(
                reach, Undo.Values.of("value", reach.toString()), Long.toString(version), Optional.empty());
    }

    @Override
    public Collapse collapse(String namespace, FlagTarget target, Undo undo) {
        return new Collapse.Done();
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        changes.forEach((target, change) -> reaches.put(target.name(), change.reach()));
        version++;
        Map<FlagTarget, FlagState> states = new HashMap<>();
        changes.keySet().forEach(target -> states.put(target, read(namespace, target, Freshness.Live)));
        return new Done(states);
    }
}
