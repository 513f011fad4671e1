package dev.featurerollout.measure;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.measure.criteria.Judge;
import dev.featurerollout.measure.criteria.Observations;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Evidence;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Tally;
import dev.featurerollout.plan.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the looks that are due and adds them to the evidence.
 *
 * <p>A look whose window is cut short by the start of the stage has a range of its own and is asked by itself; of the
 * others any number that were missed is fetched by one range query.
 */
public final class Looks {
    /** Looks that are asked by themselves in one pass, so that catching up never floods the source. */
    private static final int MOST_SINGLE_LOOKS = 20;

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
            take(new CriterionLooks(watch, criterion), observations, now, observer);
        }
        return observations.countBakeTime(watch.criteria(), inPlace, now);
    }

    private static void take(
            CriterionLooks looks, Observations observations, Instant now, Consumer<Evaluation> observer) {
        Criterion criterion = looks.criterion;
        Tally tally = observations.evidence().tally(criterion.name());
        tally.last().ifPresent(last -> observations.restartIfEdited(criterion, last, looks.shown(last.at())));
        if (looks.areOver(observations)) {
            return;
        }
        List<Instant> due = new Grid(looks.watch.effectiveAt(), criterion.interval()).due(tally.through(), now);
        for (Evaluation look : looks.take(due)) {
            observations.add(criterion, look);
            observer.accept(look);
            if (!look.verdict().isAnswered() || looks.areOver(observations)) {
                // The later ones wait: what was not answered is asked again together with them, and none is lost.
                return;
            }
        }
    }

    /** The looks of one criterion. */
    private final class CriterionLooks {
        private final Watch watch;
        private final Criterion criterion;
        private final MetricSource source;
        private final QueryTemplate main;
        private final Optional<QueryTemplate> of;
        private final Optional<QueryTemplate> baseline;
        private final Optional<QueryTemplate> samples;

        CriterionLooks(Watch watch, Criterion criterion) {
            this.watch = watch;
            this.criterion = criterion;
            this.source = sources.of(criterion.provider(), watch.variables().get("namespace"));
            if (criterion.measurand() instanceof Criterion.Ratio ratio) {
                main = ratio.part();
                of = Optional.of(ratio.of());
            } else {
                main = ((Criterion.Query) criterion.measurand()).query();
                of = Optional.empty();
            }
            baseline = criterion.baseline().map(Criterion.Baseline::query);
            samples = criterion.samples().map(Criterion.Samples::query);
        }

        boolean areOver(Observations observations) {
            return watch.isDecidedBy(criterion, observations.evidence().tally(criterion.name()));
        }

        List<Evaluation> take(List<Instant> due) {
            List<Instant> asked = mostThatCanBeAsked(due);
            Map<Instant, Answer> mains = ask(main, asked);
            Optional<Map<Instant, Answer>> ofs = of.map(template -> ask(template, asked));
            Optional<Map<Instant, Answer>> baselines = baseline.map(template -> ask(template, asked));
            Optional<Map<Instant, Answer>> counts = samples.map(template -> ask(template, asked));
            Judge judge = new Judge(criterion);
            List<Evaluation> looks = new ArrayList<>();
            for (Instant at : asked) {
                Judge.Answers answers = new Judge.Answers(
                        mains.get(at),
                        ofs.map(answered -> answered.get(at)),
                        baselines.map(answered -> answered.get(at)),
                        counts.map(answered -> answered.get(at)));
                looks.add(judge.judge(at, shown(at), answers));
            }
            return looks;
        }

        private List<Instant> mostThatCanBeAsked(List<Instant> due) {
            long single = due.stream().filter(this::isSingle).count();
            return single > MOST_SINGLE_LOOKS ? due.subList(0, MOST_SINGLE_LOOKS) : due;
        }

        private Map<Instant, Answer> ask(QueryTemplate template, List<Instant> instants) {
            Map<Instant, Answer> answers = new LinkedHashMap<>();
            List<Instant> together = new ArrayList<>();
            for (Instant at : instants) {
                if (isSingle(at)) {
                    answers.put(at, source.at(render(template, at), at));
                } else {
                    together.add(at);
                }
            }
            if (together.size() == 1) {
                Instant at = together.get(0);
                answers.put(at, source.at(render(template, at), at));
            } else if (!together.isEmpty()) {
                Instant last = together.get(together.size() - 1);
                answers.putAll(source.over(render(template, last), together.get(0), last, criterion.interval()));
            }
            return answers;
        }

        /** Whether the query at this instant differs from the one at the next. */
        private boolean isSingle(Instant at) {
            boolean cut = Duration.between(watch.effectiveAt(), at).compareTo(criterion.window()) < 0;
            return cut
                    || usesElapsed(main)
                    || of.filter(this::usesElapsed).isPresent()
                    || baseline.filter(this::usesElapsed).isPresent()
                    || samples.filter(this::usesElapsed).isPresent();
        }

        private boolean usesElapsed(QueryTemplate template) {
            return template.variables().contains(QueryTemplate.ELAPSED);
        }

        private String render(QueryTemplate template, Instant at) {
            Duration elapsed = Duration.between(watch.effectiveAt(), at);
            Duration window = elapsed.compareTo(criterion.window()) < 0 ? elapsed : criterion.window();
            Map<String, String> variables = new HashMap<>(watch.variables());
            variables.put(QueryTemplate.WINDOW, DurationText.format(window));
            variables.put(QueryTemplate.ELAPSED, DurationText.format(elapsed));
            variables.put("interval", DurationText.format(criterion.interval()));
            return template.render(variables);
        }

        private String shown(Instant at) {
            String query = of.map(whole -> "(" + render(main, at) + ") / (" + render(whole, at) + ")")
                    .orElseGet(() -> render(main, at));
            return query.length() > LONGEST_SHOWN ? query.substring(0, LONGEST_SHOWN - 1) + "…" : query;
        }
    }
}
