package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.EvidenceStatus;
import dev.featurerollout.api.v1alpha1.FailedGuardrailStatus;
import dev.featurerollout.api.v1alpha1.HoldStatus;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Cuts the texts of a status to what its schema allows: one that is too long would keep the whole status from being
 * written, and with it every decision.
 *
 * <p>Texts for people are cut. What a decision or a rollback is made of is bounded before an attempt begins, see
 * {@link dev.featurerollout.model.Undo#fitsAStatus}, and never cut.
 */
final class StatusLimits {
    private static final int NUMBER = 64;
    private static final int NAME = 253;
    private static final int VALUE = 256;
    private static final int SHORT = 1024;
    private static final int LONG = 32_768;
    private static final int MOST_CRITERIA = 128;

    private StatusLimits() {}

    /** Returns at most {@code most} characters of a text, the last of them an ellipsis if there are more. */
    static String cut(String text, int most) {
        if (text == null || text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    static List<Condition> conditions(List<Condition> conditions) {
        return each(
                conditions,
                condition -> new Condition(
                        condition.type(),
                        condition.status(),
                        condition.observedGeneration(),
                        condition.lastTransitionTime(),
                        condition.reason(),
                        cut(condition.message(), LONG)));
    }

    static List<Transition> history(List<Transition> history) {
        return each(
                history,
                transition -> new Transition(
                        transition.at(),
                        cut(transition.from(), SHORT),
                        cut(transition.to(), SHORT),
                        cut(transition.reason(), SHORT),
                        cut(transition.message(), LONG)));
    }

    static RollbackStatus rollback(RollbackStatus rollback) {
        return rollback == null
                ? null
                : new RollbackStatus(
                        cut(rollback.reason(), SHORT),
                        cut(rollback.criterion(), NAME),
                        cut(rollback.value(), VALUE),
                        cut(rollback.message(), LONG),
                        rollback.from(),
                        rollback.audiences(),
                        rollback.decidedAt(),
                        rollback.patchedAt(),
                        rollback.verifiedAt(),
                        rollback.outcome());
    }

    static FailedGuardrailStatus failedGuardrail(FailedGuardrailStatus failed) {
        return failed == null
                ? null
                : new FailedGuardrailStatus(
                        cut(failed.criterion(), NAME),
                        cut(failed.value(), NUMBER),
                        cut(failed.message(), LONG),
                        failed.since(),
                        failed.generation(),
                        failed.acknowledged());
    }

    static HoldStatus hold(HoldStatus hold) {
        return hold == null ? null : new HoldStatus(hold.since(), cut(hold.reason(), SHORT));
    }

    static List<CriterionStatus> criteria(List<CriterionStatus> criteria) {
        List<CriterionStatus> most =
                criteria == null ? null : criteria.stream().limit(MOST_CRITERIA).toList();
        return each(
                most,
                criterion -> new CriterionStatus(
                        criterion.name(),
                        criterion.role(),
                        criterion.verdict(),
                        cut(criterion.value(), VALUE),
                        cut(criterion.bound(), SHORT),
                        criterion.at(),
                        cut(criterion.query(), LONG),
                        cut(criterion.message(), LONG),
                        criterion.failuresInRow(),
                        criterion.failures(),
                        criterion.answeredThrough(),
                        criterion.passing(),
                        evidence(criterion.evidence())));
    }

    private static EvidenceStatus evidence(EvidenceStatus evidence) {
        return evidence == null
                ? null
                : new EvidenceStatus(
                        evidence.capital(),
                        evidence.neededCapital(),
                        evidence.safeCapital(),
                        evidence.neededSafeCapital(),
                        evidence.ratio(),
                        evidence.ratioLow(),
                        evidence.ratioHigh(),
                        evidence.burstSize(),
                        cut(evidence.seen(), SHORT),
                        cut(evidence.missing(), SHORT));
    }

    private static <T> List<T> each(List<T> list, UnaryOperator<T> cut) {
        return list == null ? null : list.stream().map(cut).toList();
    }
}
