package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.RollbackSpec;
import dev.featurerollout.plan.Plan.OnDelete;
import dev.featurerollout.plan.Snapshot;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The glue to the operator SDK: context in, snapshot out, and the next wake-up back.
 *
 * <p>Finalizers are handled here, and only rollouts that want their flags restored have one: with the operator gone,
 * deleting any other must not hang.
 */
@ControllerConfiguration(
        name = FeatureRolloutReconciler.NAME,
        fieldManager = FeatureRolloutReconciler.NAME,
        finalizerName = FeatureRolloutReconciler.FINALIZER,
        triggerReconcilerOnAllEvents = true)
public final class FeatureRolloutReconciler implements Reconciler<FeatureRollout> {
    public static final String NAME = "featurerollout";
    public static final String FINALIZER = "featurerollout.dev/restore-flags";

    private final Cycle cycle;
    private final Snapshots snapshots;
    private final InformedRelatives relatives;
    private final Generation generation;
    private final InformedFlags flags;
    private final InformedTemplates templates;
    private final InformedProviders providers;
    private final Passes passes;
    private final Clock clock;

    public FeatureRolloutReconciler(
            Cycle cycle,
            Snapshots snapshots,
            Generation generation,
            InformedFlags flags,
            InformedTemplates templates,
            InformedProviders providers,
            Passes passes,
            Clock clock) {
        this.cycle = cycle;
        this.snapshots = snapshots;
        this.relatives = new InformedRelatives(snapshots);
        this.generation = generation;
        this.flags = flags;
        this.templates = templates;
        this.providers = providers;
        this.passes = passes;
        this.clock = clock;
    }

    @Override
    public UpdateControl<FeatureRollout> reconcile(FeatureRollout rollout, Context<FeatureRollout> context) {
        return passes.run(
                rollout.getMetadata().getNamespace() + "/"
                        + rollout.getMetadata().getName(),
                () -> pass(rollout, context));
    }

    private UpdateControl<FeatureRollout> pass(FeatureRollout rollout, Context<FeatureRollout> context) {
        if (context.isPrimaryResourceDeleted()) {
            cycle.forget(snapshots.take(rollout, List.of()));
            return UpdateControl.noUpdate();
        }
        if (!rollout.isMarkedForDeletion() && wantsFinalizer(rollout) != rollout.hasFinalizer(FINALIZER)) {
            return toggleFinalizer(rollout, context);
        }
        if (rollout.isMarkedForDeletion() && !rollout.hasFinalizer(FINALIZER)) {
            return UpdateControl.noUpdate();
        }
        List<FeatureRollout> sharing = InformedFlags.sharing(rollout, context);
        Optional<String> baseProblem = generation.follow(rollout, sharing, other -> live(other, context));
        Snapshot snapshot =
                snapshots.take(rollout, sharing, relatives.of(rollout, context.getPrimaryCache()), baseProblem);
        Instant now = clock.instant();
        Cycle.Result result = cycle.run(snapshot, new CachedStatusStore(context), clock);
        relatives.tell(rollout, context.getPrimaryCache());
        if (result.released()) {
            context.resourceOperations().removeFinalizer(FINALIZER);
        }
        UpdateControl<FeatureRollout> control = UpdateControl.noUpdate();
        Optional<Instant> again = baseProblem.map(problem -> now.plus(Generation.AGAIN));
        Stream.concat(result.wakeAt().stream(), again.stream())
                .min(Comparator.naturalOrder())
                .ifPresent(wakeAt -> control.rescheduleAfter(delay(wakeAt)));
        return control;
    }

    private static Optional<FeatureRollout> live(FeatureRollout rollout, Context<FeatureRollout> context) {
        return Optional.ofNullable(context.getClient().resource(rollout).get());
    }

    private UpdateControl<FeatureRollout> toggleFinalizer(FeatureRollout rollout, Context<FeatureRollout> context) {
        if (rollout.hasFinalizer(FINALIZER)) {
            context.resourceOperations().removeFinalizer(FINALIZER);
        } else {
            context.resourceOperations().addFinalizer(FINALIZER);
        }
        return UpdateControl.<FeatureRollout>noUpdate().rescheduleAfter(Duration.ofMillis(1));
    }

    private static boolean wantsFinalizer(FeatureRollout rollout) {
        return Optional.ofNullable(rollout.getSpec())
                .map(spec -> spec.rollback())
                .map(RollbackSpec::onDelete)
                .filter(OnDelete.Restore.name()::equals)
                .isPresent();
    }

    /** Measured from the present, not from the beginning of the pass: asking Prometheus takes its time. */
    private Duration delay(Instant wakeAt) {
        Duration delay = Duration.between(clock.instant(), wakeAt);
        return delay.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : delay;
    }

    @Override
    public List<EventSource<?, FeatureRollout>> prepareEventSources(EventSourceContext<FeatureRollout> context) {
        List<EventSource<?, FeatureRollout>> sources = new ArrayList<>(flags.eventSources(context));
        sources.add(relatives.connect(context));
        sources.addAll(templates.eventSources(context));
        sources.add(providers.connect(context));
        return sources;
    }
}
