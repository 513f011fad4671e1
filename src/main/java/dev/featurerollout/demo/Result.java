package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.FeatureRollout;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.RollbackStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of one rollout, as the API server tells it.
 *
 * @param asItShould whether it came out as the demo promises
 */
record Result(boolean asItShould, String text) {

    /** The sound feature is to be completed. */
    static Result ofSound(Site site, FeatureRollout applied) {
        FeatureRolloutStatus status = status(site, applied);
        boolean completed = Statuses.outcome(status).filter("Completed"::equals).isPresent();
        return completed
                ? new Result(
                        true,
                        "completed: %s %% after %s"
                                .formatted(
                                        status.percentage(),
                                        seconds(Duration.between(
                                                status.attempt().startedAt(),
                                                status.attempt().finishedAt()))))
                : new Result(false, "should have been completed, but is " + standing(status));
    }

    /** The faulty feature is to be rolled back, and its flag to read as it did before. */
    static Result ofFaulty(Site site, FeatureRollout applied, String documentBefore) {
        FeatureRolloutStatus status = status(site, applied);
        boolean rolledBack =
                Statuses.outcome(status).filter("RolledBack"::equals).isPresent();
        if (!rolledBack) {
            return new Result(false, "should have been rolled back, but is " + standing(status));
        }
        String key = applied.getSpec().flags().get(0).configMapRef().key();
        boolean restored = site.document(key).filter(documentBefore::equals).isPresent();
        return new Result(
                restored,
                "rolled back from %s %%, %s after it got there: %s; %s is %s"
                        .formatted(
                                status.rollback().from(),
                                seconds(inStage(status)),
                                cause(status.rollback()),
                                key,
                                restored ? "byte for byte what it was" : "not what it was"));
    }

    private static String cause(RollbackStatus rollback) {
        return rollback.criterion() == null ? rollback.message() : rollback.criterion() + " was " + rollback.value();
    }

    private static FeatureRolloutStatus status(Site site, FeatureRollout applied) {
        return site.rollout(applied.getMetadata().getName())
                .flatMap(rollout -> Optional.ofNullable(rollout.getStatus()))
                .orElse(Board.NOTHING_YET);
    }

    private static String standing(FeatureRolloutStatus status) {
        return Statuses.ready(status).reason() + " at " + Statuses.percentage(status) + " %: "
                + Statuses.ready(status).message();
    }

    /** Returns the time from entering the last stage to the patched flag. */
    private static Duration inStage(FeatureRolloutStatus status) {
        List<Transition> entered = Statuses.list(status.history()).stream()
                .filter(transition -> transition.reason().equals("StageEntered"))
                .toList();
        return entered.stream()
                .map(Transition::at)
                .max(Instant::compareTo)
                .map(at -> Duration.between(at, status.rollback().patchedAt()))
                .orElse(Duration.ZERO);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
