package dev.featurerollout.explain;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Holder;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.KnownFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flags as a status tells of them; never written. */
final class RecordedFlags implements FlagStore {
    private final Progress progress;
    private final Optional<Percentage> highest;

    RecordedFlags(FeatureRolloutStatus status) {
        this.progress = Progress.of(status);
        this.highest = Optional.ofNullable(status.percentage()).map(Percentage::parse);
    }

    @Override
    public FlagState read(String namespace, FlagTarget target, Freshness freshness) {
        Optional<KnownFlag> known = progress.known(target);
        Optional<Reach> confirmed = known.map(KnownFlag::reach);
        Optional<Reach> told = highest.map(
                percentage -> new Reach(confirmed.map(Reach::audiences).orElse(0), percentage));
        // Of several flags the status names the highest only; what each was confirmed at is the best guess.
        Reach reach = (progress.flags().size() == 1 ? told.or(() -> confirmed) : confirmed.or(() -> told))
                .orElse(Reach.NOBODY);
        Undo undo = known.filter(flag -> flag.original().equals(reach))
                .map(KnownFlag::undo)
                .orElse(new Undo.Values(List.of()));
        return new FlagState.Readable(reach, undo, "recorded", Optional.empty());
    }

    @Override
    public Written write(String namespace, Holder holder, String resourceVersion, Map<FlagTarget, Change> changes) {
        return new Failed("an explanation changes nothing");
    }
}
