package dev.featurerollout.measure;

import dev.featurerollout.measure.criteria.Observations;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.plan.Watch;
import java.time.Instant;
import java.util.function.Consumer;

/** Takes the looks that are due and adds them to the evidence. */
public final class Looks {
    /** Longer queries are cut in the status. */
    private static final int LONGEST_SHOWN = 2048;

    private final MetricSources sources;

    public Looks(MetricSources sources) {
        this.sources = sources;
    }

    /**
     * Returns the evidence with every look that was due at {@code now} and answered, and bake time counted.
     *
     * @param inPlace whether the flags are at the stage's percentage: time at another one is no bake time
     * @param observer is told of each look
     */
    public Evidence take(Watch watch, boolean inPlace, Evidence before, Instant now, Consumer<Evaluation> observer) {
        Observations observations = new Observations(before.of(watch.criteria()));
        for (Criterion criterion : watch.criteria()) {
            if (criterion.sequential().isEmpty()) {
                new ThresholdLooks(watch, criterion, sources).take(observations, now, observer);
            }
        }
        new TrialLooks(watch, sources, observations, observer).take(now);
        return observations.countBakeTime(watch.criteria(), inPlace, now);
    }

    static String shown(String query) {
        return query.length() > LONGEST_SHOWN ? query.substring(0, LONGEST_SHOWN - 1) + "…" : query;
    }
}
