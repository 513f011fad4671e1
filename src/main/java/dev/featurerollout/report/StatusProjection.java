package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.AcceptedSpec;
import dev.featurerollout.api.v1alpha1.AttemptStatus;
import dev.featurerollout.api.v1alpha1.AudienceSpec;
import dev.featurerollout.api.v1alpha1.DriftStatus;
import dev.featurerollout.api.v1alpha1.FailedGuardrailStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.FlagStatus;
import dev.featurerollout.api.v1alpha1.HoldStatus;
import dev.featurerollout.api.v1alpha1.PlannedStage;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.api.v1alpha1.TargetStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.apply.Outcome;
import dev.featurerollout.decide.Decision;
import dev.featurerollout.decide.FlagRules;
import dev.featurerollout.decide.Flags.Flag;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.FlagState;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Undo;
import dev.featurerollout.plan.Expansion;
import dev.featurerollout.plan.FlagRecord;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.Drift;
import dev.featurerollout.plan.Progress.KnownFlag;
import dev.featurerollout.plan.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a decision and what became of it into the next status. Pure.
 *
 * <p>What a status remembers here is what {@link Progress} reads back.
 */
public final class StatusProjection {
    private final Situation situation;
    private final Instant now;
    private final StatusDraft draft;
    private boolean specIsNews;

    private StatusProjection(Situation situation, Instant now) {
        this.situation = situation;
        this.now = now;
        this.draft = StatusDraft.of(situation.snapshot().status());
    }

    /**
     * Returns the status after {@code decision} was carried out with {@code outcome}.
     *
     * @param now when it had been carried out: a stage's clock starts when its flags were read back, however long
     *     measuring and writing took
     */
    public static FeatureRolloutStatus next(Situation situation, Decision decision, Outcome outcome, Instant now) {
        StatusProjection projection = new StatusProjection(situation, now);
        projection.observe(outcome);
        projection.carryOut(decision, outcome);
        projection.describe(decision, outcome);
        return projection.draft.finish();
    }

    /** Returns the status of a rollout that never had a valid spec. */
    public static FeatureRolloutStatus refused(Snapshot snapshot, Decision.Stay refusal, Instant now) {
        StatusDraft draft = StatusDraft.of(snapshot.status());
        draft.observedGeneration = snapshot.generation();
        Conditions conditions = new Conditions(draft.conditions, snapshot.generation(), now);
        ReadyConditions.set(conditions, refusal.reason(), refusal.message());
        draft.conditions = conditions.all();
        return draft.finish();
    }

    /** Returns the status with the instant of the next evaluation, null for none. */
    public static FeatureRolloutStatus lookingAgainAt(FeatureRolloutStatus status, Instant next) {
        StatusDraft draft = StatusDraft.of(status);
        draft.nextEvaluationAt = next;
        return draft.finish();
    }

    private void observe(Outcome outcome) {
        Snapshot snapshot = situation.snapshot();
        draft.observedGeneration = snapshot.generation();
        if (snapshot.inForce().isValid()) {
            accept(snapshot);
            draft.plan = situation.plan().stages().stream()
                    .map(StatusProjection::planned)
                    .toList();
        }
        highest(outcome)
                .ifPresent(reach -> draft.percentage = reach.percentage().toString());
        new CriteriaProjection(situation).into(draft);
    }

    /** Remembers the spec with its templates' criteria: it goes on being watched if a template is deleted or broken. */
    private void accept(Snapshot snapshot) {
        Expansion expansion = snapshot.inForce().expansion();
        AcceptedSpec last = draft.accepted;
        boolean sameGeneration = last != null && Objects.equals(last.generation(), snapshot.generation());
        List<String> ofClusterTemplates = expansion.ofClusterTemplates();
        AcceptedSpec accepted = new AcceptedSpec(
                snapshot.generation(), expansion.spec(), ofClusterTemplates.isEmpty() ? null : ofClusterTemplates);
        specIsNews = last == null || !last.spec().equals(expansion.spec());
        if (accepted.equals(last)) {
            return;
        }
        if (sameGeneration && situation.progress().isActive()) {
            expansion
                    .changesSince(last.spec())
                    .forEach(change -> record(stageText(), stageText(), "TemplateChanged", change.toString()));
        }
        draft.accepted = accepted;
    }

    private static PlannedStage planned(Stage stage) {
        return new PlannedStage(
                stage.name(),
                stage.percentage().toString(),
                stage.admitted()
                        .map(audience -> new AudienceSpec(audience.attribute(), audience.values()))
                        .orElse(null),
                DurationText.format(stage.bakeTime()));
    }

    private void carryOut(Decision decision, Outcome outcome) {
        switch (decision) {
            case Decision.Intend intend -> intend(intend);
            case Decision.Move move when outcome.isComplete() -> enter(move, outcome);
            case Decision.BringBack bringBack when outcome.isComplete() -> countCorrection(bringBack);
            case Decision.RollBack rollBack -> rollBack(rollBack.cause(), outcome);
            case Decision.Escalate escalate -> escalate(escalate.cause());
            case Decision.Resume resume -> resume(resume);
            case Decision.CloseRollback close -> closeRollback(close);
            case Decision.RestartClock restart -> restartClock();
            case Decision.Settle settle -> settle();
            case Decision.PrepareCollapse prepare -> prepare(prepare);
            case Decision.Complete complete when outcome.isComplete() -> complete(complete, outcome);
            case Decision.Stay stay -> stay(stay);
            case Decision.Move notComplete -> {}
            case Decision.BringBack notComplete -> {}
            case Decision.Complete notComplete -> {}
            case Decision.Release release -> {}
        }
        noteExposure(outcome);
    }

    /** Whoever has the feature is guarded, even if the first stage cannot be entered because another flag failed. */
    private void noteExposure(Outcome outcome) {
        boolean entering = draft.attempt != null
                && draft.attempt.outcome() == null
                && draft.stage == null
                && draft.target != null
                && draft.target.exposedSince() == null;
        if (entering
                && Progress.of(draft.finish()).flags().stream()
                        .anyMatch(flag -> outcome.flags().get(flag.target()) instanceof FlagState.Readable live
                                && live.reach().isAbove(flag.original()))) {
            draft.target =
                    new TargetStatus(draft.target.stage(), draft.target.percentage(), draft.target.audiences(), now);
        }
    }

    private void complete(Decision.Complete complete, Outcome outcome) {
        draft.flags = confirmed(
                outcome,
                flag -> flag.readable()
                        .map(FlagState.Readable::reach)
                        .orElseGet(() -> flag.known().orElseThrow().reach()));
        end(Progress.Outcome.Completed);
        record(stageText(), "completed", "Completed", "passed the bake time of its last stage" + complete.leftOut());
    }

    /** What undoes the form is recorded before a flag is given it. */
    private void prepare(Decision.PrepareCollapse prepare) {
        draft.flags = situation.recorded().all().stream()
                .map(flag -> {
                    KnownFlag known = flag.known().orElseThrow();
                    Undo.Collapsed undo = prepare.undo().get(flag.target().name());
                    return FlagRecord.of(
                            undo == null ? known : known.with(undo),
                            flag.resourceVersion().orElse(null));
                })
                .toList();
    }

    private void intend(Decision.Intend intend) {
        if (intend.newAttempt()) {
            beginAttempt(intend.why());
        }
        TargetStatus last = intend.newAttempt() ? null : draft.target;
        TargetStatus next = target(intend.to().name(), intend.to().reach());
        draft.target = last == null
                ? next
                : new TargetStatus(next.stage(), next.percentage(), next.audiences(), last.exposedSince());
    }

    private static TargetStatus target(String stage, Reach reach) {
        return new TargetStatus(stage, reach.percentage().toString(), FlagRecord.audiences(reach), null);
    }

    private void beginAttempt(String why) {
        Progress progress = situation.progress();
        if (progress.isActive()) {
            record(stageText(), "superseded", "Superseded", why);
        }
        long number = progress.attempt().map(Progress.Attempt::number).orElse(0L) + 1;
        draft.attempt = new AttemptStatus(
                number,
                situation.snapshot().spec().revision(),
                now,
                null,
                null,
                FlagRecord.audiences(situation.plan().flags().get(0).audiences()));
        draft.flags = situation.flags().all().stream()
                .map(flag -> beginning(flag, flag.readable().orElseThrow()))
                .toList();
        draft.stage = null;
        draft.criteria = List.of();
        draft.tests = null;
        draft.rollback = null;
        draft.hold = null;
        draft.failedGuardrail = null;
        draft.drift = null;
    }

    /**
     * Keeps the original of an earlier attempt while the flag is what the operator made of it: a rollback must lead to
     * before the feature, not to a stage of the attempt before.
     */
    private static FlagStatus beginning(Flag flag, FlagState.Readable live) {
        KnownFlag begins = flag.known()
                .filter(known -> isOwn(flag, known))
                .map(known -> new KnownFlag(flag.target(), live.reach(), known.original(), known.undo()))
                .orElseGet(() -> new KnownFlag(flag.target(), live.reach(), live.reach(), live.undo()));
        return FlagRecord.of(begins, live.resourceVersion());
    }

    /** Whether the flag is at what the operator made of it, or was about to, and its original can still be named. */
    private static boolean isOwn(Flag flag, KnownFlag known) {
        boolean moved =
                flag.isAt(known.reach()) || flag.intended().filter(flag::isAt).isPresent();
        return moved
                && (known.original().audiences() == 0
                        || known.target().audiences().equals(flag.target().audiences()));
    }

    private void enter(Decision.Move move, Outcome outcome) {
        Stage stage = move.to();
        String from = stageText();
        Instant effectiveAt = effectiveFromNow();
        draft.stage = new StageStatus(stage.name(), stage.index(), now, effectiveAt, "0s", effectiveAt, null);
        draft.target = target(stage.name(), stage.reach());
        draft.flags = confirmed(outcome, flag -> stage.reach());
        draft.tests =
                TrialProjection.checkpoints(draft.tests, situation.evidence().trials());
        draft.criteria = CriteriaProjection.notYetLookedAt(stage);
        draft.criteriaSummary = CriteriaProjection.summary(stage, draft.criteria);
        draft.hold = null;
        draft.drift = null;
        record(from, stage.toString(), "StageEntered", move.why());
    }

    private Instant effectiveFromNow() {
        return situation.plan().effectiveAt(now);
    }

    private void escalate(Decision.Cause cause) {
        draft.failedGuardrail = new FailedGuardrailStatus(
                cause.criterion().orElseThrow(),
                cause.value().orElse(null),
                cause.message(),
                now,
                situation.snapshot().generation(),
                null);
    }

    /** Nothing of what failed is to be judged again, nor what sequential tests have proved by it. */
    private void resume(Decision.Resume resume) {
        draft.failedGuardrail = null;
        draft.tests = null;
        beginAgain(Plan.wholeSecond(now));
        record(stageText(), stageText(), "Resumed", resume.why());
    }

    /** Remembers that suspend was set after a guardrail had failed: a person has seen to it. */
    private void noteAcknowledgement() {
        FailedGuardrailStatus failed = draft.failedGuardrail;
        if (failed != null
                && situation.plan().suspended()
                && situation.snapshot().generation() > failed.generation()) {
            draft.failedGuardrail = new FailedGuardrailStatus(
                    failed.criterion(), failed.value(), failed.message(), failed.since(), failed.generation(), true);
        }
    }

    /** What was baked stays; what is to come is judged by what happens from {@code effectiveAt} on. */
    private void beginAgain(Instant effectiveAt) {
        draft.criteria = CriteriaProjection.notYetLookedAt(situation.guarded().orElseThrow());
        StageStatus last = draft.stage;
        if (last == null) {
            draft.target =
                    new TargetStatus(draft.target.stage(), draft.target.percentage(), draft.target.audiences(), now);
            return;
        }
        draft.stage = new StageStatus(
                last.name(), last.index(), last.enteredAt(), effectiveAt, last.baked(), effectiveAt, last.bakedAt());
    }

    private void restartClock() {
        draft.tests =
                TrialProjection.checkpoints(draft.tests, situation.evidence().trials());
        beginAgain(effectiveFromNow());
    }

    private void settle() {
        restartClock();
        Drift drift = situation.progress().drift();
        draft.drift = drift.corrections() == 0
                ? null
                : new DriftStatus(
                        null, drift.corrections(), drift.firstCorrectionAt().orElse(null), false);
    }

    /** Remembers that the flags are away from the stage's percentage, and that suspend was set meanwhile. */
    private void noteDrift() {
        Drift drift = situation.progress().drift();
        boolean away = situation.stage().isPresent() && !situation.isInPlace();
        boolean released = drift.releasedBySuspend()
                || situation.plan().suspended()
                        && situation.flags().firstLowered().isPresent();
        if (away) {
            draft.drift = new DriftStatus(
                    drift.awaySince().orElse(now),
                    drift.corrections(),
                    drift.firstCorrectionAt().orElse(null),
                    released);
        }
    }

    private void countCorrection(Decision.BringBack bringBack) {
        Drift drift = situation.progress().drift();
        boolean sameContest = drift.corrections() > 0 && FlagRules.isOngoing(drift, now);
        draft.drift = new DriftStatus(
                situation.stage().isPresent() ? drift.awaySince().orElse(now) : null,
                sameContest ? drift.corrections() + 1 : 1,
                sameContest ? drift.firstCorrectionAt().orElse(now) : now,
                drift.releasedBySuspend());
        record("raised", "brought back", "DriftCorrected", bringBack.message());
    }

    private void rollBack(Decision.Cause cause, Outcome outcome) {
        RollbackStatus begun = draft.rollback;
        Reach confirmed = situation.progress().confirmed().orElse(Reach.NOBODY);
        Reach from = situation.stage().isPresent()
                ? confirmed
                : situation.recorded().highest().map(confirmed::or).orElse(confirmed);
        draft.rollback = new RollbackStatus(
                cause.reason(),
                cause.criterion().orElse(null),
                begun == null ? cause.value().orElse(null) : begun.value(),
                cause.message(),
                begun == null ? from.percentage().toString() : begun.from(),
                begun == null ? FlagRecord.audiences(from) : begun.audiences(),
                begun == null ? situation.now() : begun.decidedAt(),
                outcome.isComplete() ? now : null,
                null,
                null);
        if (outcome.isComplete()) {
            String stage = stageText();
            end(Progress.Outcome.RolledBack);
            draft.flags = confirmed(outcome, StatusProjection::restored);
            draft.stage = null;
            draft.target = null;
            draft.hold = null;
            draft.failedGuardrail = null;
            draft.drift = null;
            record(stage, highest(outcome).orElse(Reach.NOBODY).toString(), "RolledBack", cause.message());
        }
    }

    private static Reach restored(Flag flag) {
        return flag.readable()
                .map(FlagState.Readable::reach)
                .orElseGet(() -> flag.known().orElseThrow().original());
    }

    private void closeRollback(Decision.CloseRollback close) {
        RollbackStatus begun = draft.rollback;
        draft.rollback = new RollbackStatus(
                begun.reason(),
                begun.criterion(),
                begun.value(),
                begun.message(),
                begun.from(),
                begun.audiences(),
                begun.decidedAt(),
                begun.patchedAt(),
                close.recovery() == Decision.Recovery.Verified ? now : null,
                close.recovery().name());
    }

    private void stay(Decision.Stay stay) {
        boolean holding = stay.reason() == Reason.Holding || stay.reason() == Reason.AwaitingApproval;
        boolean goesOn = holding && draft.hold != null && !draft.hold.since().isAfter(now);
        draft.hold = holding
                ? new HoldStatus(
                        goesOn ? draft.hold.since() : now, stay.reason().name())
                : null;
        withdrawIntent();
        noteDrift();
        noteAcknowledgement();
    }

    /** A move that is not carried out at once is not meant any more: what it left behind is no stage's percentage. */
    private void withdrawIntent() {
        if (situation.stage().isPresent() && draft.target != null) {
            situation.progress().confirmed().ifPresent(now -> draft.target = target(draft.stage.name(), now));
        }
    }

    private void describe(Decision decision, Outcome outcome) {
        Description description = Description.of(decision, outcome, situation);
        Conditions conditions =
                new Conditions(draft.conditions, situation.snapshot().generation(), now);
        ReadyConditions.set(conditions, description.reason(), description.message());
        new ObservationConditions(situation, decision, draft).set(conditions);
        if (specIsNews || !conditions.has(LintCondition.TYPE)) {
            LintCondition.set(conditions, draft.accepted.spec(), situation.plan());
        }
        draft.conditions = conditions.all();
    }

    private void end(Progress.Outcome outcome) {
        AttemptStatus attempt = draft.attempt;
        draft.attempt = new AttemptStatus(
                attempt.number(), attempt.revision(), attempt.startedAt(), now, outcome.name(), attempt.audiences());
    }

    private List<FlagStatus> confirmed(Outcome outcome, Function<Flag, Reach> reach) {
        return situation.recorded().all().stream()
                .map(flag -> new Flag(flag.target(), outcome.flags().get(flag.target()), flag.known(), flag.intended()))
                .map(flag -> FlagRecord.of(
                        flag.known().orElseThrow().at(reach.apply(flag)),
                        flag.resourceVersion().orElse(null)))
                .toList();
    }

    private void record(String from, String to, String reason, String message) {
        draft.record(new Transition(now, from, to, reason, message));
    }

    private String stageText() {
        Plan plan = situation.plan();
        return situation
                .stage()
                .map(Stage::toString)
                .orElseGet(() -> situation
                        .progress()
                        .confirmed()
                        .map(Reach::toString)
                        .orElse(plan.flags().size() == 1 ? "the flag as it was" : "the flags as they were"));
    }

    private Optional<Reach> highest(Outcome outcome) {
        return situation.flags().all().stream()
                .map(flag -> outcome.flags().get(flag.target()))
                .filter(FlagState.Readable.class::isInstance)
                .map(state -> ((FlagState.Readable) state).reach())
                .reduce(Reach::or);
    }
}
