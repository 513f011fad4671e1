package dev.featurerollout.measure;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.Stage;
import dev.featurerollout.model.Tally;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Plan;
import dev.featurerollout.plan.Watch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every query of a plan once, before anything is changed: whether somebody answers, what is wrong with the query
 * itself, and whether it finds any series.
 *
 * <p>What the numbers say does not matter yet.
 */
public final class Preflight {
    private final MetricSources sources;

    public Preflight(MetricSources sources) {
        this.sources = sources;
    }

    /**
     * Returns the verdict on each criterion that could not be judged now, and nothing on others: its query was not
     * answered ({@code Unavailable}), is refused or gives no single number ({@code Invalid}), or selects series that do
     * not exist ({@code NoData}).
     */
    public Evidence take(Plan plan, Instant now) {
        Map<String, Tally> found = new HashMap<>();
        Set<String> asked = new HashSet<>();
        // A provider that did not answer is not asked again in the same pass.
        Map<String, Evaluation> away = new HashMap<>();
        for (Stage stage : plan.stages()) {
            for (Criterion criterion : stage.criteria()) {
                if (asked.add(criterion.name())) {
                    Optional.ofNullable(away.get(criterion.provider()))
                            .or(() -> unusable(plan, stage, criterion, now))
                            .ifPresent(look -> {
                                if (look.verdict() == Verdict.Unavailable) {
                                    away.put(criterion.provider(), look);
                                }
                                found.put(criterion.name(), new Tally(Optional.of(look), now, 0, 0, List.of()));
                            });
                }
            }
        }
        return new Evidence(now, Evidence.none(now).bake(), found, Map.of());
    }

    private Optional<Evaluation> unusable(Plan plan, Stage stage, Criterion criterion, Instant now) {
        // As if the stage had begun a window ago, so that the query is the whole one.
        Watch watch = Watch.of(plan, stage, now.minus(criterion.window()));
        if (criterion.sequential().isPresent()) {
            return Optional.of(TrialLooks.once(watch, criterion, sources, now)).filter(Preflight::isNoAnswer);
        }
        ThresholdLooks looks = new ThresholdLooks(watch, criterion, sources);
        Evaluation look = looks.once(now);
        if (isNoAnswer(look)) {
            return Optional.of(look);
        }
        List<String> unmatched = look.value().isEmpty() ? looks.selectorsWithoutSeries(now) : List.of();
        return unmatched.isEmpty()
                ? Optional.empty()
                : Optional.of(new Evaluation(
                        now,
                        Verdict.NoData,
                        Optional.empty(),
                        look.bound(),
                        look.query(),
                        "no series matches " + String.join(" or ", unmatched)));
    }

    private static boolean isNoAnswer(Evaluation look) {
        return switch (look.verdict()) {
            case Unavailable, Invalid -> true;
            case Pass, Warning, Fail, NoData -> false;
        };
    }
}
