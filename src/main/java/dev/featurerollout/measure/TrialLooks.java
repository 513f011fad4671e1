package dev.featurerollout.measure;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.criteria.EdgeChoice;
import dev.featurerollout.measure.criteria.Grid;
import dev.featurerollout.measure.criteria.JointProof;
import dev.featurerollout.measure.criteria.Observations;
import dev.featurerollout.measure.criteria.TrialJudge;
import dev.featurerollout.measure.criteria.TrialJudge.Weighed;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Evaluation;
import dev.featurerollout.model.Trial;
import dev.featurerollout.model.Verdict;
import dev.featurerollout.plan.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The looks of all sequential tests of a stage.
 *
 * <p>Weighed in the order of time, whenever they are fetched, and together: their evidence adds up. So a restart, which
 * fetches them all again, comes to the same.
 */
final class TrialLooks {
    private final Watch watch;
    private final List<OneTest> tests;
    private final Observations observations;
    private final Consumer<Evaluation> observer;

    TrialLooks(Watch watch, MetricSources sources, Observations observations, Consumer<Evaluation> observer) {
        this.watch = watch;
        this.observations = observations;
        this.observer = observer;
        this.tests = watch.criteria().stream()
                .flatMap(
                        criterion -> criterion.sequential().stream().map(test -> new OneTest(criterion, test, sources)))
                .toList();
    }

    /** Returns the verdict on the form of the answer to one look, which has no part in any evidence. */
    static Evaluation once(Watch watch, Criterion criterion, MetricSources sources, Instant at) {
        Sequential sequential = criterion.sequential().orElseThrow();
        List<String> edges = sequential.design() instanceof Design.Histogram histogram
                ? histogram.edges().isEmpty() ? List.of("+Inf") : histogram.edges()
                : List.of();
        Asking asking = new Asking(watch, criterion, sources, List.of(sequential.query()));
        return new TrialJudge(criterion, watch.testing().guarantee())
                .weigh(
                        watch.testing().entering(criterion.name(), sequential, edges),
                        at,
                        Looks.shown(asking.render(sequential.query(), at)),
                        asking.ask(sequential.query(), at))
                .look();
    }

    /** A look that was answered, and is to be weighed when its time comes. */
    private record Fetched(Instant at, OneTest test, Answer answer) {}

    void take(Instant now) {
        tests.forEach(OneTest::begin);
        List<Fetched> fetched = new ArrayList<>();
        tests.forEach(test -> fetched.addAll(test.fetch(now)));
        fetched.sort(Comparator.comparing(Fetched::at));
        for (int i = 0; i < fetched.size() && !isDecided(); i++) {
            Fetched look = fetched.get(i);
            look.test.weigh(look);
            boolean isLastOfItsInstant =
                    i + 1 == fetched.size() || fetched.get(i + 1).at.isAfter(look.at);
            if (isLastOfItsInstant && !isDecided()) {
                JointProof.of(watch, observations.evidence())
                        .ifPresent(proof -> observer.accept(proof.enter(observations, look.at)));
            }
        }
    }

    /** A failing guardrail ends the stage: no look after it may say anything else. */
    private boolean isDecided() {
        return tests.stream()
                .anyMatch(test -> watch.isDecidedBy(
                        test.criterion, observations.evidence().tally(test.criterion.name())));
    }

    /** One of them. */
    private final class OneTest {
        private final Criterion criterion;
        private final Sequential sequential;
        private final Asking asking;
        private final TrialJudge judge;
        private boolean unanswered;

        OneTest(Criterion criterion, Sequential sequential, MetricSources sources) {
            this.criterion = criterion;
            this.sequential = sequential;
            this.asking = new Asking(watch, criterion, sources, List.of(sequential.query()));
            this.judge = new TrialJudge(criterion, watch.testing().guarantee());
        }

        private Optional<Trial> trial() {
            return observations.evidence().trial(criterion);
        }

        /** Takes up what it brought from the stages before; a histogram whose edges are to be chosen begins later. */
        void begin() {
            if (trial().isEmpty()) {
                knownEdges().ifPresent(this::beginWith);
            }
        }

        private void beginWith(List<String> edges) {
            observations.keep(criterion, watch.testing().entering(criterion.name(), sequential, edges));
        }

        private Optional<List<String>> knownEdges() {
            if (!(sequential.design() instanceof Design.Histogram histogram)) {
                return Optional.of(List.of());
            }
            return Stream.concat(Stream.of(histogram.edges()), watch.testing().edges(criterion.name()).stream())
                    .filter(edges -> !edges.isEmpty())
                    .findFirst();
        }

        List<Fetched> fetch(Instant now) {
            Instant through = observations.evidence().tally(criterion.name()).through();
            List<Instant> due =
                    asking.mostThatCanBeAsked(new Grid(watch.effectiveAt(), criterion.interval()).due(through, now));
            Map<Instant, Answer> answers = asking.ask(sequential.query(), due);
            return due.stream()
                    .map(at -> new Fetched(at, this, answers.get(at)))
                    .toList();
        }

        void weigh(Fetched look) {
            if (unanswered) {
                // It is asked again, and those after it wait for it: each must be weighed in its turn.
                return;
            }
            Optional<Evaluation> hindered = trial().isPresent() ? Optional.empty() : chooseEdges(look.at);
            Evaluation evaluation = hindered.orElseGet(() -> {
                Weighed weighed = judge.weigh(trial().orElseThrow(), look.at, shown(look.at), look.answer);
                observations.keep(criterion, weighed.trial());
                return weighed.look();
            });
            observations.add(criterion, evaluation);
            observer.accept(evaluation);
            unanswered = !evaluation.verdict().isAnswered();
        }

        /** Chooses the edges by what was before the look, and begins; returns the verdict on the look if that fails. */
        private Optional<Evaluation> chooseEdges(Instant look) {
            Design.Histogram histogram = (Design.Histogram) sequential.design();
            Answer shares = asking.ask(histogram.shares(), look.minus(criterion.interval()));
            if (!(shares instanceof Series series)) {
                Trial none = watch.testing().entering(criterion.name(), sequential, List.of("0"));
                return Optional.of(judge.weigh(none, look, shown(look), shares).look());
            }
            List<String> edges = EdgeChoice.choose(histogram, series.samples());
            if (edges.isEmpty()) {
                return Optional.of(new Evaluation(
                        look,
                        Verdict.NoData,
                        Optional.empty(),
                        criterion.boundText(),
                        shown(look),
                        "the control had no traffic in the last hour by which edges could be chosen: name them in"
                                + " slowerThan"));
            }
            beginWith(edges);
            return Optional.empty();
        }

        private String shown(Instant at) {
            return Looks.shown(asking.render(sequential.query(), at));
        }
    }
}
