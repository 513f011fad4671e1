package dev.featurerollout.lint;

import dev.featurerollout.lint.Labels.AtMost;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Aggregation;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Call;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Expr.Selector;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about quantiles and averages. */
final class QuantileRules {
    private static final String INFINITE_BUCKET = "+Inf";

    private QuantileRules() {}

    static Stream<Remark> quantileWithoutLe(Subject subject) {
        return histogramQuantiles(subject)
                .map(call -> call.arguments().get(1))
                .filter(buckets -> selectors(buckets).anyMatch(it -> it.name().endsWith("_bucket")))
                .flatMap(buckets -> buckets.all()
                        .filter(Aggregation.class::isInstance)
                        .map(Aggregation.class::cast)
                        .filter(QuantileRules::dropsLe)
                        .limit(1))
                .map(aggregation -> Remark.at(
                        aggregation,
                        "this sums the buckets up into one, and without the label le there is no quantile: write "
                                + aggregation.operator() + " by (le) (...)"));
    }

    private static boolean dropsLe(Aggregation aggregation) {
        boolean named = aggregation.grouping().labels().contains("le");
        return aggregation.grouping().without() ? named : Labels.of(aggregation) instanceof AtMost && !named;
    }

    static Stream<Remark> quantileOfOneBucket(Subject subject) {
        return histogramQuantiles(subject)
                .flatMap(call -> selectors(call.arguments().get(1)))
                .flatMap(selector -> selector.matchers("le"))
                .filter(matcher -> !matcher.selects(INFINITE_BUCKET).orElse(true)
                        || matcher.kind() == dev.featurerollout.promql.Matcher.Kind.EQUAL)
                .map(matcher -> Remark.at(
                        matcher.extent().start(),
                        "a quantile needs all buckets, and " + matcher
                                + " leaves some out, so the result is NaN: remove"
                                + " it. For the share of requests below a limit write ratio: {good: that bucket, of:"
                                + " the _count}"));
    }

    static Stream<Remark> quantileOutOfRange(Subject subject) {
        Stream<Expr> ofHistograms =
                histogramQuantiles(subject).map(call -> call.arguments().get(0));
        Stream<Expr> overTime = subject.all(Call.class)
                .filter(call -> call.function().equals("quantile_over_time"))
                .map(call -> call.arguments().get(0));
        Stream<Expr> ofSeries = subject.all(Aggregation.class)
                .filter(aggregation -> aggregation.operator().equals("quantile"))
                .flatMap(aggregation -> aggregation.parameter().stream());
        return Stream.of(ofHistograms, overTime, ofSeries)
                .flatMap(quantiles -> quantiles)
                .filter(quantile ->
                        quantile.bare() instanceof Expr.Number number && (number.value() < 0 || number.value() > 1))
                .map(quantile -> Remark.at(
                        quantile,
                        "a quantile lies between 0 and 1, beyond it the result is infinite: for p99 write 0.99"));
    }

    static Stream<Remark> averageOfQuantiles(Subject subject) {
        return subject.all(Aggregation.class)
                .filter(aggregation -> Set.of("avg", "sum").contains(aggregation.operator()))
                .filter(aggregation -> isQuantile(aggregation.of()))
                .map(aggregation -> Remark.at(
                        aggregation,
                        "the " + (aggregation.operator().equals("avg") ? "average" : "sum")
                                + " of quantiles is no quantile of all: take histogram_quantile of the summed buckets,"
                                + " or max() for the worst one"));
    }

    private static boolean isQuantile(Expr expr) {
        Expr bare = expr.bare();
        return bare instanceof Call call && call.function().equals("histogram_quantile")
                || bare instanceof Selector selector
                        && selector.matchers("quantile").findAny().isPresent();
    }

    static Stream<Remark> averageOfRatios(Subject subject) {
        return subject.all(Aggregation.class)
                .filter(aggregation -> aggregation.operator().equals("avg"))
                .filter(aggregation -> aggregation.of().bare() instanceof Binary binary
                        && binary.operator() == Operator.DIVIDE
                        && Metrics.isRate(binary.left())
                        && Metrics.isRate(binary.right()))
                .map(aggregation -> Remark.at(
                        aggregation,
                        "the average of ratios lets a pod with one request count as much as one with a thousand: divide"
                                + " sum(rate(...)) by sum(rate(...))"));
    }

    private static Stream<Call> histogramQuantiles(Subject subject) {
        return subject.all(Call.class).filter(call -> call.function().equals("histogram_quantile"));
    }

    private static Stream<Selector> selectors(Expr expr) {
        return expr.all().filter(Selector.class::isInstance).map(Selector.class::cast);
    }
}
