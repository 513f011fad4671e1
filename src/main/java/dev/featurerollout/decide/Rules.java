package dev.featurerollout.decide;

import dev.featurerollout.model.Reason;
import dev.featurerollout.plan.Compiled;
import dev.featurerollout.plan.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operator does, and in which order: the first rule that applies decides.
 *
 * <p>Whatever lowers the flags for safety comes before whatever could hold it up, and raising them comes last.
 */
public final class Rules {
    private static final String HELD_TOO_LONG = "roll-back-when-held-too-long";

    /** The rules in order. */
    public static final List<Rule> IN_ORDER = List.of(
            // Leaving.
            new Rule("release-when-deleted", LifecycleRules::releaseWhenDeleted),
            new Rule("refuse-a-flag-that-another-rollout-moves", LifecycleRules::refuseClaimedFlag),
            // Going back never waits for anything below.
            new Rule("finish-a-rollback-that-was-begun", RollbackRules::finish),
            new Rule("roll-back-on-request", RollbackRules::onRequest),
            new Rule("roll-back-on-a-failing-guardrail", RollbackRules::onFailingGuardrail),
            new Rule("roll-back-with-a-prerequisite", PrerequisiteRules::rollBackWithAPrerequisite),
            new Rule(HELD_TOO_LONG, Rules::rollBackWhenHeldTooLong),
            new Rule("restart-a-clock-that-was-ahead", StageRules::restartClock),
            // At the end.
            new Rule("rest-when-completed", LifecycleRules::restWhenCompleted),
            new Rule("stay-down-after-a-rollback", RollbackRules::stayDown),
            // Others write too.
            new Rule("stop-correcting-a-contested-flag", FlagRules::stopContestWhileActive),
            new Rule("bring-back-a-raised-flag", FlagRules::bringBackWhileActive),
            new Rule("refuse-flags-that-cannot-be-read", FlagRules::refuseUnreadable),
            // At the beginning.
            new Rule("refuse-queries-before-anything-is-changed", CriteriaRules::refuseQueries),
            new Rule("wait-for-the-metrics", CriteriaRules::waitForMetrics),
            new Rule("wait-for-the-prerequisites", PrerequisiteRules::waitToBegin),
            new Rule("begin-an-attempt", LifecycleRules::beginAttempt),
            new Rule("respect-a-lowered-flag", FlagRules::respectLowered),
            // A move that was begun, and edits.
            new Rule("enter-the-stage-the-flags-have-reached", StageRules::confirm),
            new Rule("hold-on-an-invalid-edit", LifecycleRules::holdOnInvalidEdit),
            new Rule("stay-while-suspended", StageRules::staySuspended),
            new Rule("enter-the-first-stage", StageRules::enterFirst),
            new Rule("go-down-to-a-stage-that-exists", StageRules::goDownToPlan),
            new Rule("go-on-when-the-flags-are-back", StageRules::settle),
            new Rule("resume-after-a-failed-guardrail", RollbackRules::resumeAfterFailure),
            // In a stage.
            new Rule("hold-on-a-failed-guardrail", RollbackRules::holdOnFailure),
            new Rule("hold-on-a-query-that-needs-mending", CriteriaRules::holdOnInvalidQuery),
            new Rule("hold-on-criteria-that-do-not-pass", CriteriaRules::holdOnCriteria),
            new Rule("wait-until-the-change-is-effective", StageRules::waitForPropagation),
            new Rule("bake", StageRules::bake),
            new Rule("decide-when-the-evidence-is-inconclusive", StageRules::decideWhenInconclusive),
            new Rule("hold-until-the-goals-are-met", CriteriaRules::holdOnGoals),
            new Rule("wait-for-fresh-passing-evidence", CriteriaRules::waitForFreshEvidence),
            new Rule("stop-at-the-hold-stage", StageRules::stopAtHoldStage),
            // Going on.
            new Rule("stay-below-the-prerequisites", PrerequisiteRules::stayBelow),
            new Rule("complete-after-the-last-stage", StageRules::complete),
            new Rule("advance", StageRules::advance));

    private Rules() {}

    /** Returns the decision of the first rule that applies. */
    public static Decision decide(Situation situation) {
        return first(IN_ORDER.stream(), situation);
    }

    /** Returns the first rule that applies: the one that decides. */
    public static Rule deciding(Situation situation) {
        return IN_ORDER.stream()
                .filter(rule -> rule.when().apply(situation).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no rule applies to " + situation));
    }

    private static Decision first(Stream<Rule> rules, Situation situation) {
        return rules.flatMap(rule -> rule.when().apply(situation).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no rule applies to " + situation));
    }

    /** Only what would go on holding: a hold that is over by now, however long it was, is no reason. */
    private static Optional<Decision> rollBackWhenHeldTooLong(Situation situation) {
        return RollbackRules.onHoldDeadline(situation).filter(rollback -> {
            Stream<Rule> others = IN_ORDER.stream()
                    .dropWhile(rule -> !rule.name().equals(HELD_TOO_LONG))
                    .skip(1);
            return first(others, situation) instanceof Decision.Stay stay && stay.reason() == Reason.Holding;
        });
    }

    /** Returns the decision about a rollout that never had a valid spec: nothing of it is used. */
    public static Decision refuse(Snapshot snapshot) {
        return snapshot.deleted()
                ? new Decision.Release(false)
                : new Decision.Stay(
                        Reason.InvalidSpec,
                        new Compiled.Invalid(snapshot.inForce().problems()).message());
    }
}
