package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.Transition;
import dev.featurerollout.model.Reason;
import dev.featurerollout.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is new between two statuses, told once. Pure.
 *
 * <p>Derived from what was written and not from what was done, so that a repeated pass tells nothing twice.
 */
public final class NewsProjection {
    private static final Set<String> OWN_EVENT = Set.of(
            Reason.InvalidSpec.name(),
            Reason.FlagNotFound.name(),
            Reason.InvalidQuery.name(),
            Reason.FlagContested.name());

    /** What is told when a condition that holds nothing becomes False. */
    private static final Map<String, String> WHEN_FALSE = Map.of(
            "FlagsSound", "FlagsUnsound", "FlagsDeliverable", "FlagsUndeliverable", "PodsNudged", "PodsNotNudged");

    private final FeatureRolloutStatus before;
    private final FeatureRolloutStatus after;
    private final List<News> news = new ArrayList<>();

    private NewsProjection(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        this.before = before;
        this.after = after;
    }

    /** Returns the news; {@code before} is null before the first status. */
    public static List<News> between(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        NewsProjection projection = new NewsProjection(before, after);
        projection.transitions();
        projection.rollback();
        projection.criteria();
        projection.state();
        projection.metrics();
        projection.flags();
        projection.observations();
        return List.copyOf(projection.news);
    }

    private void transitions() {
        List<Transition> old = before == null ? List.of() : list(before.history());
        list(after.history()).stream()
                .filter(transition -> !old.contains(transition))
                .forEach(transition -> tell(
                        transition.reason().equals("RolledBack")
                                || transition.reason().equals("DriftCorrected"),
                        transition.reason(),
                        way(transition) + transition.message()));
    }

    private static String way(Transition transition) {
        return Objects.equals(transition.from(), transition.to())
                ? transition.from() + ": "
                : transition.from() + " → " + transition.to() + ": ";
    }

    private void rollback() {
        if (after.rollback() == null) {
            return;
        }
        boolean known = before != null && before.rollback() != null;
        if (!known && after.rollback().patchedAt() == null) {
            tell(true, "RollbackStarted", after.rollback().message());
        }
        boolean closed = known && before.rollback().outcome() != null;
        if (after.rollback().outcome() != null && !closed) {
            switch (after.rollback().outcome()) {
                case "Verified" -> tell(false, "RollbackVerified", ready(after).message());
                case "Restored" -> {
                    // That the flags are restored was told when they were.
                }
                case "StillFailing" ->
                    tell(true, "RollbackNotEffective", ready(after).message());
                default -> tell(false, "RollbackUnverified", ready(after).message());
            }
        }
    }

    private void criteria() {
        for (CriterionStatus criterion : list(after.criteria())) {
            boolean failing = Verdict.Fail.name().equals(criterion.verdict());
            boolean wasFailing = before != null
                    && list(before.criteria()).stream()
                            .filter(old -> old.name().equals(criterion.name()))
                            .anyMatch(old -> Verdict.Fail.name().equals(old.verdict()));
            if (failing && !wasFailing) {
                tell(true, "CriterionFailing", criterion.name() + ": " + criterion.message());
            }
        }
    }

    private void state() {
        String was = before == null ? "" : reason(before);
        Condition ready = ready(after);
        if (was.equals(ready.reason())) {
            return;
        }
        if (ready.reason().equals(Reason.Holding.name())) {
            tell(true, "StageHeld", ready.message());
        } else if (OWN_EVENT.contains(ready.reason())) {
            tell(true, ready.reason(), ready.message());
        } else if (ready.reason().equals(Reason.Suspended.name())) {
            tell(false, "Suspended", ready.message());
        } else if (ready.reason().equals(Reason.Progressing.name()) && sameStage() && !was.isEmpty()) {
            tell(false, "StageResumed", ready.message());
        }
    }

    private boolean sameStage() {
        return before != null
                && before.stage() != null
                && after.stage() != null
                && before.stage().enteredAt().equals(after.stage().enteredAt());
    }

    private void metrics() {
        if (becameFalse("MetricsAvailable")) {
            Condition now = condition(after, "MetricsAvailable").orElseThrow();
            tell(true, now.reason().equals("NoSeries") ? "NoSeries" : "MetricsUnavailable", now.message());
        }
    }

    private void flags() {
        if (becameFalse("FlagsInSync")) {
            Condition now = condition(after, "FlagsInSync").orElseThrow();
            if (now.reason().equals("LoweredByHand") || now.reason().equals("BaseNotUsable")) {
                tell(true, now.reason(), now.message());
            }
        }
    }

    private void observations() {
        WHEN_FALSE.forEach((type, reason) -> {
            if (becameFalse(type)) {
                tell(true, reason, condition(after, type).orElseThrow().message());
            }
        });
    }

    private boolean becameFalse(String type) {
        boolean was = before != null
                && condition(before, type)
                        .filter(condition -> condition.status().equals("False"))
                        .isPresent();
        return !was
                && condition(after, type)
                        .filter(condition -> condition.status().equals("False"))
                        .isPresent();
    }

    private void tell(boolean warning, String reason, String message) {
        news.add(new News(warning, reason, message));
    }

    private static Condition ready(FeatureRolloutStatus status) {
        return condition(status, "Ready").orElseThrow();
    }

    private static String reason(FeatureRolloutStatus status) {
        return condition(status, "Ready").map(Condition::reason).orElse("");
    }

    private static Optional<Condition> condition(FeatureRolloutStatus status, String type) {
        return list(status.conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    private static <T> List<T> list(List<T> list) {
        return list == null ? List.of() : list;
    }
}
