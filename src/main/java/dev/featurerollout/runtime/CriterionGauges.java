package dev.featurerollout.runtime;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** The criteria of one rollout that are evaluated now: the CRD bounds their number, and each has one verdict. */
final class CriterionGauges {
    private final MultiGauge values;
    private final MultiGauge bounds;
    private final MultiGauge verdicts;

    /** @param rollout the tags that name the rollout */
    CriterionGauges(MeterRegistry registry, Tags rollout) {
        values = MultiGauge.builder("featurerollout.criterion.value")
                .description("last value of a success criterion")
                .tags(rollout)
                .register(registry);
        bounds = MultiGauge.builder("featurerollout.criterion.bound")
                .description("bound of a success criterion, max or min")
                .tags(rollout)
                .register(registry);
        verdicts = MultiGauge.builder("featurerollout.criterion.verdict")
                .description("1 for the last verdict on a success criterion")
                .tags(rollout)
                .register(registry);
    }

    /** Replaces what was there; without criteria nothing is. */
    void show(List<Criterion> criteria, Evidence evidence) {
        List<Row<?>> value = new ArrayList<>();
        List<Row<?>> bound = new ArrayList<>();
        List<Row<?>> verdict = new ArrayList<>();
        for (Criterion criterion : criteria) {
            Tags tags = Tags.of("criterion", criterion.name());
            criterion.bounds().max().ifPresent(max -> bound.add(Row.of(tags.and("bound", "max"), max)));
            criterion.bounds().min().ifPresent(min -> bound.add(Row.of(tags.and("bound", "min"), min)));
            evidence.tally(criterion.name()).last().ifPresent((Evaluation last) -> {
                last.value().ifPresent(number -> value.add(Row.of(tags, number)));
                verdict.add(Row.of(tags.and("verdict", last.verdict().name()), 1));
            });
        }
        values.register(value, true);
        bounds.register(bound, true);
        verdicts.register(verdict, true);
    }
}
