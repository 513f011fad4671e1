package dev.featurerollout.decide;

import dev.featurerollout.decide.Decision.Stay;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Stage;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Progress;
import dev.featurerollout.plan.Progress.Outcome;
import dev.featurerollout.plan.Relations.Prerequisite;
import java.util.List;
import java.util.Optional;

/** A feature that needs another one: no higher than that, and down when that goes down. */
public final class PrerequisiteRules {
    private PrerequisiteRules() {}

    /** Returns whether a rollout goes down with its prerequisites: it is up, and may be brought down without a person. */
    public static boolean goesDownWithIts(Plan plan, Progress progress) {
        return plan.rollback().automatic() && isUp(progress);
    }

    private static boolean isUp(Progress progress) {
        return progress.attempt().isPresent() && !progress.ended(Outcome.RolledBack);
    }

    static Optional<Decision> rollBackWithAPrerequisite(Situation s) {
        return isUp(s.progress()) ? down(s).map(name -> rollBack(s, name)) : Optional.empty();
    }

    private static Decision rollBack(Situation s, String name) {
        return s.plan().rollback().automatic()
                ? new Decision.RollBack(new Decision.Cause(
                        "PrerequisiteRolledBack",
                        Optional.empty(),
                        Optional.empty(),
                        "FeatureRollout " + name + ", a prerequisite, was rolled back"))
                : new Stay(
                        Reason.Holding,
                        "FeatureRollout " + name
                                + ", a prerequisite, was rolled back; automatic rollback is off, so a person must"
                                + " decide: set spec.rollback.requested to roll back");
    }

    private static Optional<String> down(Situation s) {
        return s.plan().prerequisites().stream()
                .filter(name -> Optional.ofNullable(
                                s.snapshot().relations().prerequisites().get(name))
                        .filter(Prerequisite::isDown)
                        .isPresent())
                .findFirst();
    }

    static Optional<Decision> waitToBegin(Situation s) {
        boolean begins = !s.progress().isActive() && s.inForce().isValid();
        return begins
                ? refuseCycle(s)
                        .or(() -> missing(s, s.plan().first())
                                .map(missing -> new Stay(Reason.Pending, "Not started: " + missing)))
                : Optional.empty();
    }

    /** Each would wait for the others, for ever. */
    private static Optional<Decision> refuseCycle(Situation s) {
        List<String> cycle = s.snapshot().relations().cycle();
        return cycle.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stay(
                        Reason.InvalidSpec,
                        "spec.prerequisites: each of these FeatureRollouts waits for the next one: "
                                + String.join(" -> ", cycle) + ". Remove one of these prerequisites"));
    }

    static Optional<Decision> stayBelow(Situation s) {
        Stage stage = s.stage().orElseThrow();
        return s.plan().isLast(stage)
                ? Optional.empty()
                : refuseCycle(s)
                        .or(() -> missing(s, s.plan().next(stage))
                                .map(missing -> new Stay(Reason.Holding, "Stage " + stage + ": " + missing)));
    }

    /** Returns which prerequisite does not reach as far as a stage, for people. */
    private static Optional<String> missing(Situation s, Stage to) {
        return s.plan().prerequisites().stream()
                .flatMap(name ->
                        missing(name, s.snapshot().relations().prerequisites().get(name), to).stream())
                .findFirst();
    }

    private static Optional<String> missing(String name, Prerequisite prerequisite, Stage to) {
        if (prerequisite == null) {
            return Optional.of("FeatureRollout " + name
                    + ", a prerequisite, does not exist in this namespace: apply it, or take it out of"
                    + " spec.prerequisites");
        }
        // Whoever an audience is, it is not to have a feature that stands on one nobody has.
        Percentage needed = to.percentage();
        boolean reaches = !prerequisite.isDown()
                && !prerequisite.percentage().isZero()
                && !prerequisite.percentage().isBelow(needed);
        return reaches
                ? Optional.empty()
                : Optional.of("FeatureRollout " + name + ", a prerequisite, is at " + prerequisite.percentage()
                        + " %, below stage " + to + ": it goes on by itself when that is there");
    }
}
