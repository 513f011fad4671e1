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
 * Asks every query of a plan once, before anything is changed, for what is wrong with the query itself.
 *
 * <p>What it says about the metrics does not matter yet.
 */
public final class Preflight {
    private final MetricSources sources;

    public Preflight(MetricSources sources) {
        this.sources = sources;
    }

    /** Returns the verdict on each criterion whose query is refused, or gives no single number; nothing on others. */
    public Evidence take(Plan plan, Instant now) {
        Evidence none = Evidence.none(now);
        Map<String, Tally> refused = new HashMap<>();
        Set<String> asked = new HashSet<>();
        for (Stage stage : plan.stages()) {
            for (Criterion criterion : stage.criteria()) {
                if (asked.add(criterion.name())) {
                    // As if the stage had begun a window ago, so that the query is the whole one.
                    Watch watch = Watch.of(plan, stage, now.minus(criterion.window()));
                    invalid(watch, criterion, now)
                            .ifPresent(look ->
                                    refused.put(criterion.name(), new Tally(Optional.of(look), now, 0, 0, List.of())));
                }
            }
        }
        return new Evidence(now, none.bake(), refused, Map.of());
    }

    private Optional<Evaluation> invalid(Watch watch, Criterion criterion, Instant at) {
        Evaluation look = criterion.sequential().isPresent()
                ? TrialLooks.once(watch, criterion, sources, at)
                : new ThresholdLooks(watch, criterion, sources).once(at);
        return Optional.of(look).filter(taken -> taken.verdict() == Verdict.Invalid);
    }
}
