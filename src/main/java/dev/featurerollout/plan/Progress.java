package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.AttemptStatus;
import dev.featurerollout.api.v1alpha1.AudienceSpec;
import dev.featurerollout.api.v1alpha1.DriftStatus;
import dev.featurerollout.api.v1alpha1.FailedGuardrailStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.HoldStatus;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.api.v1alpha1.TargetStatus;
import dev.featurerollout.api.v1alpha1.TestStatus;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Reach;
import dev.featurerollout.model.Undo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a rollout has come: the decisions its status remembers.
 *
 * @param stage the stage that was entered; empty before the first and after a rollback
 * @param target the intent, written before the flags are
 * @param flags those that the attempt moves, as last confirmed, with what restores them
 * @param failedGuardrail on which a person must decide, since automatic rollback was off when it failed
 * @param tests what the sequential tests bring from the stages before, by name of the criterion
 */
public record Progress(
        Optional<Attempt> attempt,
        Optional<Entered> stage,
        Optional<Target> target,
        List<KnownFlag> flags,
        Optional<Rollback> rollback,
        Optional<Instant> holdingSince,
        Optional<FailedGuardrail> failedGuardrail,
        Drift drift,
        Map<String, Brought> tests) {

    /**
     * What a sequential test brings from the stages before.
     *
     * @param edges of its histogram, if it watches one
     * @param checkpoint as {@link dev.featurerollout.statistics.TestState#checkpoint} wrote it
     */
    public record Brought(List<String> edges, String checkpoint) {
        public Brought {
            edges = List.copyOf(edges);
        }
    }

    /** One walk through the stages. */
    public record Attempt(long number, String revision, Instant startedAt, Optional<Outcome> outcome) {}

    /** How an attempt ended. */
    public enum Outcome {
        Completed,
        RolledBack,
        Superseded
    }

    /** A stage that was entered. */
    public record Entered(String name, Instant enteredAt, Instant effectiveAt) {}

    /**
     * Where the flags are meant to go.
     *
     * @param exposedSince since when users have had the feature although no stage has been entered yet
     */
    public record Target(String stage, Reach reach, Optional<Instant> exposedSince) {}

    /**
     * A flag as it was last confirmed.
     *
     * @param target where it is, with the audiences that the attempt gives the feature
     * @param original whom it reached before the operator first changed it
     * @param undo what restores that
     */
    public record KnownFlag(FlagTarget target, Reach reach, Reach original, Undo undo) {
        public KnownFlag at(Reach confirmed) {
            return new KnownFlag(target, confirmed, original, undo);
        }

        public KnownFlag with(Undo recorded) {
            return new KnownFlag(target, reach, original, recorded);
        }
    }

    /** Returns what is known of a flag, whatever its name is in the rollout. */
    public Optional<KnownFlag> known(FlagTarget target) {
        return flags.stream()
                .filter(known -> known.target().place().equals(target.place()))
                .findFirst();
    }

    /** A rollback that was decided. */
    public record Rollback(
            String reason,
            Optional<String> criterion,
            String message,
            Reach from,
            Optional<Instant> patchedAt,
            Optional<String> outcome) {}

    /**
     * A guardrail that failed while automatic rollback was off. It is remembered whatever it says later: passing again
     * is no decision of a person.
     *
     * @param generation of the spec when it failed
     * @param acknowledged whether suspend was set since: unsetting it resumes the rollout
     */
    public record FailedGuardrail(
            String criterion, Optional<String> value, String message, long generation, boolean acknowledged) {}

    /**
     * What others did to the flags.
     *
     * @param awaySince since when the flags are away from the stage's percentage
     * @param corrections how often a raise was brought back since {@code firstCorrectionAt}
     * @param releasedBySuspend whether suspend was set since somebody lowered a flag: unsetting it lets go on
     */
    public record Drift(
            Optional<Instant> awaySince,
            int corrections,
            Optional<Instant> firstCorrectionAt,
            boolean releasedBySuspend) {
        public static final Drift NONE = new Drift(Optional.empty(), 0, Optional.empty(), false);
    }

    /** Returns the progress a status tells of; a missing status is a rollout that has not begun. */
    public static Progress of(FeatureRolloutStatus status) {
        if (status == null) {
            return new Progress(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Drift.NONE,
                    Map.of());
        }
        return new Progress(
                Optional.ofNullable(status.attempt()).map(Progress::attempt),
                Optional.ofNullable(status.stage()).map(Progress::entered),
                Optional.ofNullable(status.target()).map(Progress::target),
                flags(status),
                Optional.ofNullable(status.rollback()).map(Progress::rollback),
                Optional.ofNullable(status.hold()).map(HoldStatus::since),
                Optional.ofNullable(status.failedGuardrail()).map(Progress::failedGuardrail),
                Optional.ofNullable(status.drift()).map(Progress::drift).orElse(Drift.NONE),
                tests(status.tests()));
    }

    private static Map<String, Brought> tests(List<TestStatus> tests) {
        Map<String, Brought> brought = new HashMap<>();
        for (TestStatus test : Optional.ofNullable(tests).orElse(List.of())) {
            if (test.checkpoint() != null) {
                List<String> edges = Optional.ofNullable(test.edges()).orElse(List.of());
                brought.put(test.criterion(), new Brought(edges, test.checkpoint()));
            }
        }
        return Map.copyOf(brought);
    }

    /** Returns whom the flags were last confirmed to reach, the highest if they differ. */
    public Optional<Reach> confirmed() {
        return flags.stream().map(KnownFlag::reach).reduce(Reach::or);
    }

    /** Whether an attempt is under way. */
    public boolean isActive() {
        return attempt.isPresent() && attempt.get().outcome().isEmpty();
    }

    public boolean ended(Outcome outcome) {
        return attempt.flatMap(Attempt::outcome).filter(outcome::equals).isPresent();
    }

    private static Attempt attempt(AttemptStatus attempt) {
        return new Attempt(
                attempt.number(),
                Optional.ofNullable(attempt.revision()).orElse(""),
                attempt.startedAt(),
                Optional.ofNullable(attempt.outcome()).map(Outcome::valueOf));
    }

    private static Entered entered(StageStatus stage) {
        return new Entered(stage.name(), stage.enteredAt(), stage.effectiveAt());
    }

    private static Target target(TargetStatus target) {
        return new Target(
                target.stage(),
                FlagRecord.reach(target.audiences(), target.percentage()),
                Optional.ofNullable(target.exposedSince()));
    }

    private static List<KnownFlag> flags(FeatureRolloutStatus status) {
        List<AudienceSpec> audiences =
                status.attempt() == null ? null : status.attempt().audiences();
        return Optional.ofNullable(status.flags()).orElse(List.of()).stream()
                .flatMap(flag -> FlagRecord.read(flag, audiences).stream())
                .toList();
    }

    private static Rollback rollback(RollbackStatus rollback) {
        return new Rollback(
                rollback.reason(),
                Optional.ofNullable(rollback.criterion()),
                rollback.message(),
                FlagRecord.reach(rollback.audiences(), rollback.from()),
                Optional.ofNullable(rollback.patchedAt()),
                Optional.ofNullable(rollback.outcome()));
    }

    private static FailedGuardrail failedGuardrail(FailedGuardrailStatus failed) {
        return new FailedGuardrail(
                failed.criterion(),
                Optional.ofNullable(failed.value()),
                failed.message(),
                Optional.ofNullable(failed.generation()).orElse(0L),
                Boolean.TRUE.equals(failed.acknowledged()));
    }

    private static Drift drift(DriftStatus drift) {
        return new Drift(
                Optional.ofNullable(drift.awaySince()),
                Optional.ofNullable(drift.corrections()).orElse(0),
                Optional.ofNullable(drift.firstCorrectionAt()),
                Boolean.TRUE.equals(drift.releasedBySuspend()));
    }
}
