package dev.featurerollout.apply;

import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import java.util.Map;
import java.util.Optional;

/** A store for each kind of holder, as one. */
public record FlagStores(Map<Holder.Kind, FlagStore> byKind) implements FlagStore {
    public FlagStores {
        byKind = Map.copyOf(byKind);
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        return of(target.holder()).read(namespace, target, freshness);
    }

    @Override
    public Optional<String> document(String namespace, FlagTarget target) {
        return of(target.holder()).document(namespace, target);
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        return of(holder).write(namespace, holder, resourceVersion, changes);
    }

    private FlagStore of(Holder holder) {
        return byKind.get(holder.kind());
    }
}
