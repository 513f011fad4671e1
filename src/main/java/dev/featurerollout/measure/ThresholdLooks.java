package dev.featurerollout.measure;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.measure.criteria.Judge;
import dev.featurerollout.measure.criteria.Observations;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Tally;
import dev.featurerollout.plan.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The looks of a criterion that is a number and its bounds: each is judged by itself. */
final class ThresholdLooks {
    private static final int MOST_SELECTORS = 8;

    private final Watch watch;
    private final Criterion criterion;
    private final Asking asking;
    private final QueryTemplate main;
    private final Optional<QueryTemplate> of;
    private final Optional<QueryTemplate> baseline;
    private final Optional<QueryTemplate> samples;

    ThresholdLooks(Watch watch, Criterion criterion, MetricSources sources) {
        this.watch = watch;
        this.criterion = criterion;
        if (criterion.measurand() instanceof Criterion.Ratio ratio) {
            main = ratio.part();
            of = Optional.of(ratio.of());
        } else {
            main = ((Criterion.Query) criterion.measurand()).query();
            of = Optional.empty();
        }
        baseline = criterion.baseline().map(Criterion.Baseline::query);
        samples = criterion.samples().map(Criterion.Samples::query);
        asking = new Asking(
                watch,
                criterion,
                sources,
                Stream.of(Optional.of(main), of, baseline, samples)
                        .flatMap(Optional::stream)
                        .toList());
    }

    void take(Observations observations, Instant now, Consumer<Evaluation> observer) {
        Tally tally = observations.evidence().tally(criterion.name());
        tally.last().ifPresent(last -> observations.restartIfEdited(criterion, last, shown(last.at())));
        if (areOver(observations)) {
            return;
        }
        List<Instant> due = new Grid(watch.effectiveAt(), criterion.interval()).due(tally.through(), now);
        for (Evaluation look : take(due)) {
            observations.add(criterion, look);
            observer.accept(look);
            if (!look.verdict().isAnswered() || areOver(observations)) {
                // The later ones wait: what was not answered is asked again together with them, and none is lost.
                return;
            }
        }
    }

    /** Returns the verdict of one look by itself. */
    Evaluation once(Instant at) {
        return take(List.of(at)).get(0);
    }

    /** Returns the selectors of all queries that match nothing at an instant; few of them, as each is asked by itself. */
    List<String> selectorsWithoutSeries(Instant at) {
        return asking.selectors(at)
                .distinct()
                .limit(MOST_SELECTORS)
                .filter(selector -> asking.matchesNothing(selector, at))
                .toList();
    }

    private boolean areOver(Observations observations) {
        return watch.isDecidedBy(criterion, observations.evidence().tally(criterion.name()));
    }

    private List<Evaluation> take(List<Instant> due) {
        List<Instant> asked = asking.mostThatCanBeAsked(due);
        Map<Instant, Answer> mains = asking.ask(main, asked);
        Optional<Map<Instant, Answer>> ofs = of.map(template -> asking.ask(template, asked));
        Optional<Map<Instant, Answer>> baselines = baseline.map(template -> asking.ask(template, asked));
        Optional<Map<Instant, Answer>> counts = samples.map(template -> asking.ask(template, asked));
        Judge whole = new Judge(criterion);
        Judge cut = Judge.ofCutWindow(criterion);
        List<Evaluation> looks = new ArrayList<>();
        for (Instant at : asked) {
            Judge.Answers answers = new Judge.Answers(
                    mains.get(at),
                    ofs.map(answered -> answered.get(at)),
                    baselines.map(answered -> answered.get(at)),
                    counts.map(answered -> answered.get(at)));
            looks.add((asking.isCut(at) ? cut : whole).judge(at, shown(at), answers));
        }
        return looks;
    }

    private String shown(Instant at) {
        return Looks.shown(of.map(whole -> "(" + asking.render(main, at) + ") / (" + asking.render(whole, at) + ")")
                .orElseGet(() -> asking.render(main, at)));
    }
}
