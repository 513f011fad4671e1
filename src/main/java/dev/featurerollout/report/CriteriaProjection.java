package dev.featurerollout.report;

import dev.featurerollout.api.v1alpha1.CriterionStatus;
import dev.featurerollout.api.v1alpha1.PassingSpan;
import dev.featurerollout.api.v1alpha1.StageStatus;
import dev.featurerollout.decide.Situation;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes evidence into a status: the last verdict of each criterion, and the bake time. */
final class CriteriaProjection {
    private final Situation situation;

    CriteriaProjection(Situation situation) {
        this.situation = situation;
    }

    void into(StatusDraft draft) {
        Optional<Watch> watch = Watch.of(situation.plan(), situation.progress());
        if (watch.isEmpty()) {
            return;
        }
        List<Criterion> watched = watch.get().criteria();
        if (situation.stage().isEmpty() && situation.progress().isActive()) {
            draft.criteria = watched.stream().map(this::status).toList();
            return;
        }
        if (situation.stage().isEmpty()) {
            // After a rollback only its cause is watched; what the others said at the time stays to be read.
            draft.criteria = Optional.ofNullable(draft.criteria).orElse(List.of()).stream()
                    .map(last -> watched.stream()
                            .filter(criterion -> criterion.name().equals(last.name()))
                            .filter(criterion -> situation
                                    .evidence()
                                    .tally(criterion.name())
                                    .last()
                                    .isPresent())
                            .map(this::status)
                            .findFirst()
                            .orElse(last))
                    .toList();
            return;
        }
        Stage stage = situation.stage().get();
        draft.criteria = Stream.concat(
                        watched.stream().map(this::status),
                        stage.abstaining().stream().map(criterion -> abstaining(criterion, stage)))
                .toList();
        draft.criteriaSummary = summary(stage, draft.criteria);
        draft.stage = stage(stage, draft.stage);
    }

    private StageStatus stage(Stage stage, StageStatus last) {
        Evidence.Bake bake = situation.evidence().bake();
        boolean done = bake.baked().compareTo(stage.bakeTime()) >= 0;
        Instant bakedAt = last.bakedAt() == null && done ? situation.now() : last.bakedAt();
        return new StageStatus(
                stage.name(),
                stage.index(),
                last.enteredAt(),
                last.effectiveAt(),
                DurationText.format(bake.baked().truncatedTo(ChronoUnit.MILLIS)),
                bake.through(),
                done ? bakedAt : null);
    }

    private CriterionStatus status(Criterion criterion) {
        Tally tally = situation.evidence().tally(criterion.name());
        Optional<Evaluation> last = tally.last();
        return new CriterionStatus(
                criterion.name(),
                criterion.role().name(),
                last.map(look -> look.verdict().name()).orElse(null),
                last.flatMap(Evaluation::value).map(String::valueOf).orElse(null),
                criterion.boundText(),
                last.map(Evaluation::at).orElse(null),
                last.map(Evaluation::query).orElse(null),
                last.map(Evaluation::message).orElse(null),
                tally.failuresInRow(),
                tally.failures(),
                tally.through(),
                tally.passing().isEmpty()
                        ? null
                        : tally.passing().stream()
                                .map(span -> new PassingSpan(span.from(), span.to()))
                                .toList(),
                situation
                        .evidence()
                        .trial(criterion)
                        .map(trial -> TrialProjection.evidence(
                                criterion, trial, situation.plan().guarantee()))
                        .orElse(null));
    }

    /** Returns what is said of a criterion that is not watched in this stage. */
    private static CriterionStatus abstaining(Criterion criterion, Stage stage) {
        return new CriterionStatus(
                criterion.name(),
                criterion.role().name(),
                null,
                null,
                criterion.boundText(),
                null,
                null,
                "abstains at " + stage.percentage() + " %: no control is left to compare with",
                null,
                null,
                null,
                null,
                null);
    }

    /** Returns the criteria of a stage that has just been entered. */
    static List<CriterionStatus> notYetLookedAt(Stage stage) {
        Stream<CriterionStatus> watched = stage.criteria().stream()
                .map(criterion -> new CriterionStatus(
                        criterion.name(),
                        criterion.role().name(),
                        null,
                        null,
                        criterion.boundText(),
                        null,
                        null,
                        null,
                        0,
                        0,
                        null,
                        null,
                        null));
        return Stream.concat(watched, stage.abstaining().stream().map(criterion -> abstaining(criterion, stage)))
                .toList();
    }

    /** Returns how many of the criteria that count pass, such as {@code 2/3}. */
    static String summary(Stage stage, List<CriterionStatus> criteria) {
        List<CriterionStatus> counting = criteria.stream()
                .filter(criterion -> stage.criterion(criterion.name())
                        .filter(watched -> !watched.dryRun())
                        .isPresent())
                .toList();
        long passing = counting.stream()
                .filter(criterion -> Verdict.Pass.name().equals(criterion.verdict()))
                .count();
        return passing + "/" + counting.size();
    }
}
