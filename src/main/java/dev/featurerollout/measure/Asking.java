package dev.featurerollout.measure;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.plan.Watch;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Parsed;
import dev.featurerollout.promql.Parser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Asks the questions of one criterion.
 *
 * <p>A look whose window is cut short by the start of the stage has a range of its own and is asked by itself; of the
 * others any number that were missed is fetched by one range query.
 */
final class Asking {
    /** Looks that are asked by themselves in one pass, so that catching up never floods the source. */
    private static final int MOST_SINGLE_LOOKS = 20;

    private final Watch watch;
    private final Criterion criterion;
    private final MetricSource source;
    private final List<QueryTemplate> templates;

    /** @param templates all that a look asks; if one differs from look to look, none is asked by range */
    Asking(Watch watch, Criterion criterion, MetricSources sources, List<QueryTemplate> templates) {
        this.watch = watch;
        this.criterion = criterion;
        this.source =
                sources.of(criterion.provider(), new Requester(watch.variables().get("namespace"), criterion.origin()));
        this.templates = List.copyOf(templates);
    }

    /** Returns as many of the looks that are due, oldest first, as may be asked in one pass. */
    List<Instant> mostThatCanBeAsked(List<Instant> due) {
        long single = due.stream().filter(this::isSingle).count();
        return single > MOST_SINGLE_LOOKS ? due.subList(0, MOST_SINGLE_LOOKS) : due;
    }

    Map<Instant, Answer> ask(QueryTemplate template, List<Instant> instants) {
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        List<Instant> together = new ArrayList<>();
        for (Instant at : instants) {
            if (isSingle(at)) {
                answers.put(at, ask(template, at));
            } else {
                together.add(at);
            }
        }
        if (together.size() == 1) {
            answers.put(together.get(0), ask(template, together.get(0)));
        } else if (!together.isEmpty()) {
            Instant last = together.get(together.size() - 1);
            answers.putAll(source.over(render(template, last), together.get(0), last, criterion.interval()));
        }
        return answers;
    }

    Answer ask(QueryTemplate template, Instant at) {
        return source.at(render(template, at), at);
    }

    /** Returns the selectors of the queries as they would be asked at an instant, without ranges and shifts. */
    Stream<String> selectors(Instant at) {
        return templates.stream()
                .map(template -> Parser.parse(render(template, at)))
                .flatMap(parsed ->
                        parsed instanceof Parsed.Read read ? read.expr().all() : Stream.of())
                .flatMap(expr -> expr instanceof Expr.Selector selector ? Stream.of(selector) : Stream.of())
                .map(Expr.Selector::series);
    }

    boolean matchesNothing(String selector, Instant at) {
        return source.at("count(" + selector + ")", at) instanceof Series series
                && series.samples().isEmpty();
    }

    /** Whether the query at this instant differs from the one at the next. */
    private boolean isSingle(Instant at) {
        return isCut(at) || templates.stream().anyMatch(Asking::usesElapsed);
    }

    /** Whether the beginning of the stage cuts the window of a look short. */
    boolean isCut(Instant at) {
        return Duration.between(watch.effectiveAt(), at).compareTo(criterion.window()) < 0;
    }

    private static boolean usesElapsed(QueryTemplate template) {
        return template.variables().contains(QueryTemplate.ELAPSED);
    }

    String render(QueryTemplate template, Instant at) {
        Duration elapsed = Duration.between(watch.effectiveAt(), at);
        Duration window = elapsed.compareTo(criterion.window()) < 0 ? elapsed : criterion.window();
        Map<String, String> variables = new HashMap<>(watch.variables());
        variables.put(QueryTemplate.WINDOW, DurationText.format(window));
        variables.put(QueryTemplate.ELAPSED, DurationText.format(elapsed));
        variables.put(QueryTemplate.INTERVAL, DurationText.format(criterion.interval()));
        return template.render(variables);
    }
}
