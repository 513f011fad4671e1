package dev.featurerollout.rehearse;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.report.StatusStore;
import dev.featurerollout.watch.Cycle;
import dev.featurerollout.watch.Snapshots;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Plays one rollout as if it had been applied in the past, by the engine that runs in the cluster: only the flags and
 * the status are pretence, and the clock jumps from wake-up to wake-up.
 */
public final class Rehearsal {
    /** A move takes two passes at one instant, and nothing takes many; after that the clock is pushed on. */
    private static final int MOST_PASSES_AT_ONCE = 10;

    private final String namespace;
    private final String name;
    private final FeatureRolloutSpec spec;
    private final MetricSource metrics;

    /** A rehearsal of the rollout {@code namespace/name}; {@code spec} must be valid. */
    public Rehearsal(String namespace, String name, FeatureRolloutSpec spec, MetricSource metrics) {
        this.namespace = namespace;
        this.name = name;
        this.spec = spec;
        this.metrics = metrics;
    }

    /** Returns what would have come of it, had it been applied at {@code start}, up to {@code until} at most. */
    public Account play(Instant start, Instant until) {
        RehearsedFlags flags = new RehearsedFlags();
        Recorder recorder = new Recorder(start);
        Cycle cycle = new Cycle(MetricSources.only(metrics), new Applier(flags), (about, news) -> {}, recorder);
        // Taken once: what a rollout is understood to be changes with its spec only, and nobody edits this one.
        Snapshot applied = new Snapshots(flags).take(applied(), List.of());
        PretendedStatus status = new PretendedStatus();
        Instant now = start;
        int passes = 0;
        while (!now.isAfter(until)) {
            InstantSource clock = InstantSource.fixed(now);
            Optional<Instant> wakeAt =
                    cycle.run(status.in(applied, flags), status, clock).wakeAt();
            if (recorder.hasEnded() || wakeAt.isEmpty()) {
                return recorder.account(now);
            }
            boolean goesOn = wakeAt.get().isAfter(now);
            passes = goesOn ? 0 : passes + 1;
            now = goesOn ? wakeAt.get() : passes < MOST_PASSES_AT_ONCE ? now : now.plusMillis(1);
        }
        return recorder.account(until);
    }

    private FeatureRollout applied() {
        FeatureRollout rollout = new FeatureRollout();
        rollout.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid("rehearsal")
                .withGeneration(1L)
                .withResourceVersion("1")
                .build());
        rollout.setSpec(spec);
        return rollout;
    }

    /** The status of a FeatureRollout that is in no cluster. */
    private static final class PretendedStatus implements StatusStore {
        private FeatureRolloutStatus status;

        Snapshot in(Snapshot applied, RehearsedFlags flags) {
            return applied.after(status, flags.all(applied));
        }

        @Override
        public boolean write(Snapshot snapshot, FeatureRolloutStatus written) {
            status = written;
            return true;
        }

        @Override
        public boolean isCurrent(Snapshot snapshot) {
            return true;
        }
    }
}
