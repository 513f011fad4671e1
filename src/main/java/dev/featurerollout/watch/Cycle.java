package dev.featurerollout.watch;

import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.apply.Applier;
import dev.featurerollout.apply.Delivery;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.Rules;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.decide.Wake;
import dev.featurerollout.measure.Looks;
import dev.featurerollout.measure.MetricSources;
import dev.featurerollout.measure.Preflight;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Observation;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.RecordedEvidence;
import dev.featurerollout.plan.Snapshot;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.report.DeletionNews;
import dev.featurerollout.report.Meter;
import dev.featurerollout.report.NewsProjection;
import dev.featurerollout.report.NewsSink;
import dev.featurerollout.report.ObservedConditions;
import dev.featurerollout.report.Significance;
import dev.featurerollout.report.StatusProjection;
import dev.featurerollout.report.StatusStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One pass over one rollout: plan, measure, decide, apply, report. */
public final class Cycle {
    private final Preflight preflight;
    private final Looks looks;
    private final Applier applier;
    private final Delivery delivery;
    private final NewsSink newsSink;
    private final Meter meter;
    private final EvidenceMemory memory = new EvidenceMemory();
    private final Retries retries = new Retries();

    /** A cycle that leaves it to others whether changes of the flags arrive. */
    public Cycle(MetricSources sources, Applier applier, NewsSink newsSink, Meter meter) {
        this(sources, applier, Delivery.of(), newsSink, meter);
    }

    public Cycle(MetricSources sources, Applier applier, Delivery delivery, NewsSink newsSink, Meter meter) {
        this.preflight = new Preflight(sources);
        this.looks = new Looks(sources);
        this.applier = applier;
        this.delivery = delivery;
        this.newsSink = newsSink;
        this.meter = meter;
    }

    /**
     * What a pass came to.
     *
     * @param wakeAt when to come again at the latest; empty if only an event can change anything
     * @param released whether the rollout, which is being deleted, may go
     */
    public record Result(Optional<Instant> wakeAt, boolean released) {}

    /**
     * Does what is due for the rollout of {@code snapshot}.
     *
     * @param clock read at the beginning, for what is due, and again when the flags have been written: measuring and
     *     writing take time, and none of it may count as time at the new percentage
     */
    public Result run(Snapshot snapshot, StatusStore statuses, InstantSource clock) {
        Instant now = clock.instant();
        Optional<Plan> plan = snapshot.inForce().plan();
        if (plan.isEmpty()) {
            return refuse(snapshot, statuses, now);
        }
        Evidence evidence = measure(snapshot, plan.get(), now);
        Situation situation = Situation.of(now, snapshot, plan.get(), evidence);
        Decision decision = Rules.decide(situation);
        Outcome outcome = applier.apply(decision, situation, () -> statuses.isCurrent(snapshot));
        Instant doneAt = clock.instant();
        List<Observation> observed = delivery.attend(situation, decision, outcome);
        meter.carriedOut(situation, decision, outcome);
        return decision instanceof Decision.Release
                ? release(situation, outcome)
                : report(situation, decision, outcome, doneAt, observed, statuses);
    }

    /** Forgets a rollout that is gone, and says where it left its flags. */
    public void forget(Snapshot gone) {
        memory.forget(gone.uid());
        retries.forget(gone.uid());
        delivery.forget(gone.uid());
        meter.gone(gone.namespace(), gone.name());
        DeletionNews.of(gone).ifPresent(news -> newsSink.tell(gone, news));
    }

    private Evidence measure(Snapshot snapshot, Plan plan, Instant now) {
        if (beginsAnAttempt(snapshot, plan, now)) {
            return preflight.take(plan, now);
        }
        Optional<Watch> watch = Watch.of(plan, snapshot.progress());
        if (watch.isEmpty()) {
            return Evidence.none(now);
        }
        Evidence before = memory.recall(snapshot, watch.get().effectiveAt());
        boolean inPlace = Situation.of(now, snapshot, plan, before).hasBeenInPlace();
        Evidence after = looks.take(watch.get(), inPlace, before, now, meter::looked);
        memory.keep(snapshot.uid(), after);
        return after;
    }

    private static boolean beginsAnAttempt(Snapshot snapshot, Plan plan, Instant now) {
        return !snapshot.progress().isActive()
                && Rules.decide(Situation.of(now, snapshot, plan, Evidence.none(now))) instanceof Decision.Intend intend
                && intend.newAttempt();
    }

    private Result report(
            Situation situation,
            Decision decision,
            Outcome outcome,
            Instant doneAt,
            List<Observation> observed,
            StatusStore statuses) {
        Told told = tell(situation, decision, outcome, doneAt);
        FeatureRolloutStatus status = ObservedConditions.into(
                StatusProjection.lookingAgainAt(told.status, told.wakeAt.orElse(null)), observed, doneAt);
        Snapshot snapshot = situation.snapshot();
        boolean lost = !write(snapshot, status, statuses);
        meter.stands(snapshot.namespace(), snapshot.name(), status);
        boolean again = lost || !outcome.isComplete();
        Optional<Instant> wakeAt =
                again ? Optional.of(tryAgainAt(snapshot, decision, doneAt)) : done(snapshot, told.wakeAt);
        return new Result(
                Stream.of(wakeAt, delivery.againAt(snapshot.uid(), doneAt))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo),
                false);
    }

    private Instant tryAgainAt(Snapshot snapshot, Decision decision, Instant now) {
        return now.plus(retries.after(snapshot.uid(), decision instanceof Decision.RollBack));
    }

    private Optional<Instant> done(Snapshot snapshot, Optional<Instant> wakeAt) {
        retries.forget(snapshot.uid());
        return wakeAt;
    }

    private record Told(FeatureRolloutStatus status, Optional<Instant> wakeAt) {}

    /**
     * Puts a decision into the status, and with it what the rollout does next if that is nothing: so that a stage is
     * entered, and what it now waits for is said, in one write.
     */
    private static Told tell(Situation situation, Decision decision, Outcome outcome, Instant doneAt) {
        FeatureRolloutStatus status = StatusProjection.next(situation, decision, outcome, doneAt);
        if (decision instanceof Decision.Intend || decision instanceof Decision.PrepareCollapse) {
            return new Told(status, Optional.of(doneAt));
        }
        Situation after = after(situation, status, outcome, doneAt);
        if (!outcome.isComplete()) {
            return new Told(status, Wake.after(after));
        }
        Decision then = Rules.decide(after);
        if (decision instanceof Decision.Stay && then instanceof Decision.Stay) {
            return new Told(status, Wake.after(after));
        }
        return then instanceof Decision.Stay
                ? new Told(
                        StatusProjection.next(after, then, Outcome.untouched(outcome.flags()), doneAt),
                        Wake.after(after))
                : new Told(status, Optional.of(doneAt));
    }

    private static Situation after(Situation situation, FeatureRolloutStatus status, Outcome outcome, Instant doneAt) {
        Snapshot snapshot = situation.snapshot().after(status, outcome.flags());
        Optional<Instant> watchedSince =
                Watch.of(situation.plan(), situation.progress()).map(Watch::effectiveAt);
        Evidence evidence = Watch.of(situation.plan(), snapshot.progress())
                .map(Watch::effectiveAt)
                .filter(effectiveAt -> !watchedSince.equals(Optional.of(effectiveAt)))
                .map(effectiveAt -> RecordedEvidence.of(status, effectiveAt))
                .orElse(situation.evidence());
        return Situation.of(doneAt, snapshot, situation.plan(), evidence);
    }

    /** Returns whether the status is as it should be: written, or not worth a write. */
    private boolean write(Snapshot snapshot, FeatureRolloutStatus status, StatusStore statuses) {
        if (!Significance.isWorthWriting(snapshot.status(), status)) {
            return true;
        }
        if (!statuses.write(snapshot, status)) {
            return false;
        }
        meter.statusWritten();
        NewsProjection.between(snapshot.status(), status).forEach(news -> newsSink.tell(snapshot, news));
        return true;
    }

    private Result refuse(Snapshot snapshot, StatusStore statuses, Instant now) {
        Decision decision = Rules.refuse(snapshot);
        if (!(decision instanceof Decision.Stay refusal)) {
            return new Result(Optional.empty(), true);
        }
        FeatureRolloutStatus status = StatusProjection.refused(snapshot, refusal, now);
        boolean lost = !write(snapshot, status, statuses);
        meter.stands(snapshot.namespace(), snapshot.name(), status);
        return new Result(
                lost ? Optional.of(tryAgainAt(snapshot, decision, now)) : done(snapshot, Optional.empty()), false);
    }

    /** A flag that is gone needs no restoring; one that could not be written is tried again. */
    private Result release(Situation situation, Outcome outcome) {
        boolean released =
                outcome.isComplete() || situation.recorded().problem().isPresent();
        return released
                ? new Result(Optional.empty(), true)
                : new Result(
                        Optional.of(situation
                                .now()
                                .plus(retries.after(situation.snapshot().uid(), true))),
                        false);
    }
}
