package dev.featurerollout.lint;

import dev.featurerollout.model.Role;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Aggregation;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Call;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Expr.Subquery;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about counters and gauges. */
final class CounterRules {
    /** What asks whether series are there, not what they say. */
    private static final Set<String> COUNTS_SERIES =
            Set.of("count", "group", "absent", "timestamp", "count_values", "label_replace");

    private static final Set<String> LAST_TWO = Set.of("irate", "idelta");

    private CounterRules() {}

    static Stream<Remark> counterWithoutRate(Subject subject) {
        return subject.all(Selector.class)
                .filter(selector ->
                        selector.range().isEmpty() && selector.shift().isNone())
                .filter(selector -> selector.name().endsWith("_total") || isBucketOfQuantile(subject, selector))
                .filter(selector -> !isMeantSo(Ancestry.of(subject.root(), selector)))
                .map(selector -> Remark.at(
                        selector,
                        selector.name() + " counts since its process started, so this is about the past more than about"
                                + " the stage: write rate(" + selector.name() + "{...}[$(window)])"));
    }

    private static boolean isBucketOfQuantile(Subject subject, Selector selector) {
        return selector.name().endsWith("_bucket")
                && Ancestry.of(subject.root(), selector)
                        .passes((above, below) ->
                                above instanceof Call call && call.function().equals("histogram_quantile"));
    }

    private static boolean isMeantSo(Ancestry way) {
        return way.passesRightOf(Operator.AND, Operator.UNLESS, Operator.OR)
                || way.passes((above, below) -> above instanceof Subquery
                        || above instanceof Call call && COUNTS_SERIES.contains(call.function())
                        || above instanceof Aggregation aggregation && COUNTS_SERIES.contains(aggregation.operator())
                        || above instanceof Binary binary && takesFromPast(binary));
    }

    /** The difference from a time in the past is a rate of its own making. */
    private static boolean takesFromPast(Binary binary) {
        return binary.operator() == Operator.SUBTRACT
                && binary.right()
                        .all()
                        .anyMatch(expr -> expr instanceof Selector selector
                                && !selector.shift().isNone());
    }

    static Stream<Remark> rateOfGauge(Subject subject) {
        return subject.all(Call.class)
                .filter(Metrics::isRate)
                .flatMap(call -> call.arguments().stream()
                        .map(Expr::bare)
                        .filter(Selector.class::isInstance)
                        .map(Selector.class::cast)
                        .filter(selector -> Metrics.isGauge(selector.name()))
                        .map(selector -> Remark.at(
                                call,
                                call.function() + " takes each fall of " + selector.name()
                                        + " for the restart of a counter, and its name is that of a gauge: use"
                                        + " avg_over_time, max_over_time or delta")));
    }

    static Stream<Remark> irateInGuardrail(Subject subject) {
        return subject.criterion().role() != Role.Guardrail
                ? Stream.empty()
                : subject.all(Call.class)
                        .filter(call -> LAST_TWO.contains(call.function()))
                        .map(call -> Remark.at(
                                call,
                                call.function() + " sees the last two scrapes only, so one of them can roll back: use "
                                        + (call.function().equals("irate") ? "rate" : "delta")
                                        + ", which sees the window"));
    }
}
