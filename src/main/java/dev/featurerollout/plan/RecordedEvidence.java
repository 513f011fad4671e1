package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.PassingSpan;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Evidence.Bake;
import dev.featurerollout.model.Span;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The evidence a status remembers; what was seen since it was written is asked again. */
public final class RecordedEvidence {
    private RecordedEvidence() {}

    /** Returns the evidence since {@code effectiveAt} that a status tells of. */
    public static Evidence of(FeatureRolloutStatus status, Instant effectiveAt) {
        Map<String, Tally> tallies = new HashMap<>();
        for (CriterionStatus criterion : Optional.ofNullable(status.criteria()).orElse(List.of())) {
            boolean sinceThen = criterion.answeredThrough() != null
                    && !criterion.answeredThrough().isBefore(effectiveAt);
            // A sequential test is recomputed from Prometheus, from the stage's first look on.
            if (sinceThen && criterion.evidence() == null) {
                tallies.put(criterion.name(), tally(criterion));
            }
        }
        return new Evidence(effectiveAt, bake(status.stage(), effectiveAt), tallies, Map.of());
    }

    private static Bake bake(StageStatus stage, Instant effectiveAt) {
        if (stage == null || stage.bakedThrough() == null) {
            return new Bake(effectiveAt, Duration.ZERO);
        }
        return new Bake(stage.bakedThrough(), DurationText.parse(stage.baked()));
    }

    private static Tally tally(CriterionStatus criterion) {
        return new Tally(
                Optional.ofNullable(criterion.verdict()).map(verdict -> evaluation(criterion, verdict)),
                criterion.answeredThrough(),
                Optional.ofNullable(criterion.failuresInRow()).orElse(0),
                Optional.ofNullable(criterion.failures()).orElse(0),
                Optional.ofNullable(criterion.passing()).orElse(List.of()).stream()
                        .map(RecordedEvidence::span)
                        .toList());
    }

    private static Evaluation evaluation(CriterionStatus criterion, String verdict) {
        return new Evaluation(
                criterion.at(),
                Verdict.valueOf(verdict),
                Optional.ofNullable(criterion.value()).map(Double::valueOf),
                criterion.bound(),
                criterion.query(),
                criterion.message());
    }

    private static Span span(PassingSpan span) {
        return new Span(span.from(), span.to());
    }
}
