package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.Condition;
import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.FeatureRolloutStatus;
import dev.featurerollout.api.v1alpha1.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Whether a status is worth a write.
 *
 * <p>Every write goes to etcd and to everyone who watches. News is written at once; that the same verdict came again,
 * with another number, at most once a minute.
 */
public final class Significance {
    /** How much older the evidence in a written status may become than the newest there is. */
    static final Duration EVIDENCE_AGE = Duration.ofMinutes(1);

    private Significance() {}

    /** Whether {@code after} is to be written over {@code before}, which is null the first time. */
    public static boolean isWorthWriting(FeatureRolloutStatus before, FeatureRolloutStatus after) {
        if (before == null) {
            return true;
        }
        boolean nothingNew =
                StatusProjection.lookingAgainAt(before, null).equals(StatusProjection.lookingAgainAt(after, null));
        if (nothingNew) {
            return false;
        }
        return !withoutEvidence(before).equals(withoutEvidence(after))
                || !newestEvidence(after).isBefore(newestEvidence(before).plus(EVIDENCE_AGE));
    }

    private static Instant newestEvidence(FeatureRolloutStatus status) {
        Stream<Instant> baked = Stream.ofNullable(status.stage()).map(StageStatus::bakedThrough);
        Stream<Instant> looks =
                Stream.ofNullable(status.criteria()).flatMap(List::stream).map(CriterionStatus::at);
        return Stream.concat(baked, looks)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private static FeatureRolloutStatus withoutEvidence(FeatureRolloutStatus status) {
        StatusDraft draft = StatusDraft.of(status);
        draft.nextEvaluationAt = null;
        draft.stage = status.stage() == null ? null : withoutEvidence(status.stage());
        draft.criteria = status.criteria() == null
                ? List.of()
                : status.criteria().stream().map(Significance::withoutEvidence).toList();
        draft.conditions = status.conditions() == null
                ? List.of()
                : status.conditions().stream()
                        .map(Significance::withoutEvidence)
                        .toList();
        return draft.finish();
    }

    private static StageStatus withoutEvidence(StageStatus stage) {
        return new StageStatus(
                stage.name(), stage.index(), stage.enteredAt(), stage.effectiveAt(), null, null, stage.bakedAt());
    }

    private static CriterionStatus withoutEvidence(CriterionStatus criterion) {
        return new CriterionStatus(
                criterion.name(),
                criterion.role(),
                criterion.verdict(),
                null,
                criterion.bound(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Numbers in a message are evidence, its words are not. */
    private static Condition withoutEvidence(Condition condition) {
        return new Condition(
                condition.type(),
                condition.status(),
                condition.observedGeneration(),
                condition.lastTransitionTime(),
                condition.reason(),
                condition.message().replaceAll("[0-9][0-9.:TZ-]*", "#"));
    }
}
