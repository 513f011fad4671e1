package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Templates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes snapshots: the rollout as it is, and its flags. */
public final class Snapshots {
    private final FlagStore flags;
    private final Templates templates;

    public Snapshots(FlagStore flags) {
        this(flags, Templates.NONE);
    }

    public Snapshots(FlagStore flags, Templates templates) {
        this.flags = flags;
        this.templates = templates;
    }

    /** Returns the snapshot of a rollout that has to do with no other but {@code others}, which may move the same flags. */
    public Snapshot take(FeatureRollout rollout, List<FeatureRollout> others) {
        return take(rollout, others, Relations.NONE);
    }

    /** Returns the snapshot of a rollout; {@code others} are the rollouts that may move the same flags. */
    public Snapshot take(FeatureRollout rollout, List<FeatureRollout> others, Relations relations) {
        String namespace = rollout.getMetadata().getNamespace();
        String name = rollout.getMetadata().getName();
        InForce inForce = InForce.of(namespace, name, rollout.getSpec(), rollout.getStatus(), templates);
        return new Snapshot(
                namespace,
                name,
                rollout.getMetadata().getUid(),
                rollout.getMetadata().getResourceVersion(),
                Optional.ofNullable(rollout.getMetadata().getGeneration()).orElse(0L),
                rollout.isMarkedForDeletion(),
                rollout.getSpec(),
                rollout.getStatus(),
                inForce,
                inForce.plan().map(plan -> read(namespace, plan, rollout)).orElse(Map.of()),
                Claims.strongerThan(rollout, others, templates),
                relations);
    }

    private Map<String, FlagState> read(String namespace, Plan plan, FeatureRollout rollout) {
        Progress progress = Progress.of(rollout.getStatus());
        Map<String, FlagState> states = new HashMap<>();
        for (FlagTarget target : plan.flags()) {
            states.put(target.name(), read(namespace, target, progress));
        }
        return states;
    }

    /** What was last heard of may be late; before anything is made of a difference, the API server is asked. */
    private FlagState read(String namespace, FlagTarget target, Progress progress) {
        FlagState cached = flags.read(namespace, target, Freshness.Cached);
        return isAsExpected(cached, target, progress) ? cached : flags.read(namespace, target, Freshness.Live);
    }

    private static boolean isAsExpected(FlagState state, FlagTarget target, Progress progress) {
        Optional<Progress.KnownFlag> known = progress.known(target);
        if (!(state instanceof FlagState.Readable readable)) {
            return false;
        }
        return known.filter(last -> !last.reach().equals(readable.reach())).isEmpty();
    }
}
