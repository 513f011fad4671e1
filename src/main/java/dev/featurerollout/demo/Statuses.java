package dev.featurerollout.demo;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.model.Verdict;
import java.util.List;
import java.util.Optional;

/** Reads what the demo shows out of a status. */
final class Statuses {
    private static final Condition UNKNOWN = new Condition("Ready", "Unknown", null, null, "Pending", "");

    private Statuses() {}

    static Condition ready(FeatureRolloutStatus status) {
        return list(status.conditions()).stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElse(UNKNOWN);
    }

    static List<CriterionStatus> criteria(FeatureRolloutStatus status) {
        return list(status.criteria());
    }

    static <T> List<T> list(List<T> list) {
        return list == null ? List.of() : list;
    }

    static double percentage(FeatureRolloutStatus status) {
        return status.percentage() == null ? 0 : Double.parseDouble(status.percentage());
    }

    /** Returns how the last attempt ended; empty while it goes on. */
    static Optional<String> outcome(FeatureRolloutStatus status) {
        return Optional.ofNullable(status.attempt()).flatMap(attempt -> Optional.ofNullable(attempt.outcome()));
    }

    /** Whether nothing more is to be expected: completed, rolled back and looked after, or refused. */
    static boolean isOver(FeatureRolloutStatus status) {
        boolean refused =
                ready(status).status().equals("False") && outcome(status).isEmpty();
        boolean lookedAfter = status.rollback() == null || status.rollback().outcome() != null;
        return refused || outcome(status).isPresent() && lookedAfter;
    }

    static Tone tone(String verdict) {
        if (verdict == null) {
            return Tone.Faint;
        }
        if (verdict.equals(Verdict.Pass.name())) {
            return Tone.Good;
        }
        return verdict.equals(Verdict.Fail.name()) ? Tone.Bad : Tone.Warn;
    }
}
