package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.apply.FlagStore;
import dev.featurerollout.apply.FlagStore.Freshness;
import dev.featurerollout.model.Collapse;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.InForce;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Relations;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Templates;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        return take(rollout, others, relations, Optional.empty());
    }

    /** As above; {@code baseProblem} is why a document does not follow its base. */
    Snapshot take(
            FeatureRollout rollout, List<FeatureRollout> others, Relations relations, Optional<String> baseProblem) {
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
                inForce.plan()
                        .map(plan -> read(namespace, plan, rollout, baseProblem))
                        .orElse(Map.of()),
                () -> inForce.plan()
                        .map(plan -> collapse(namespace, plan, rollout))
                        .orElse(Map.of()),
                Claims.strongerThan(rollout, others, templates),
                relations,
                baseProblem);
    }

    private Map<FlagTarget, Collapse> collapse(String namespace, Plan plan, FeatureRollout rollout) {
        Progress progress = Progress.of(rollout.getStatus());
        Map<FlagTarget, Collapse> possible = new LinkedHashMap<>();
        for (FlagTarget target : plan.flags()) {
            FlagState live = flags.read(namespace, target, Freshness.Cached);
            Undo now = live instanceof FlagState.Readable readable ? readable.undo() : new Undo.Values(List.of());
            Undo undo = progress.known(target).map(Progress.KnownFlag::undo).orElse(now);
            possible.put(target, flags.collapse(namespace, target, undo));
        }
        return possible;
    }

    private Map<FlagTarget, FlagState> read(
            String namespace, Plan plan, FeatureRollout rollout, Optional<String> baseProblem) {
        Progress progress = Progress.of(rollout.getStatus());
        Map<FlagTarget, FlagState> states = new HashMap<>();
        Set<FlagTarget> targets = new LinkedHashSet<>(plan.flags());
        progress.flags().forEach(known -> targets.add(known.target()));
        for (FlagTarget target : targets) {
            FlagState state = read(namespace, target, progress);
            states.put(target, target.from().isPresent() ? because(baseProblem, state) : state);
        }
        return states;
    }

    /** Where there is no document yet, the cause is the base. */
    private static FlagState because(Optional<String> baseProblem, FlagState state) {
        return state instanceof FlagState.Unreadable missing
                        && missing.resourceVersion().isEmpty()
                        && baseProblem.isPresent()
                ? new FlagState.Unreadable(baseProblem.get(), Optional.empty())
                : state;
    }

    /** Returns what is found of a flag that an attempt has moved. */
    FlagState read(String namespace, Progress.KnownFlag flag) {
        return flags.read(namespace, flag.target(), Freshness.Cached);
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
