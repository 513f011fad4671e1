package dev.featurerollout.lint;

import dev.featurerollout.lint.Labels.AsScraped;
import dev.featurerollout.lint.Labels.AtMost;
import dev.featurerollout.lint.Subject.Use;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Aggregation;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Call;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Type;
import dev.featurerollout.promql.Types;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about what a query gives as a whole: one number, always. */
final class ResultRules {
    private static final Set<String> ABSENT = Set.of("absent", "absent_over_time");

    private ResultRules() {}

    static Stream<Remark> notOneNumber(Subject subject) {
        Type type = Types.of(subject.root());
        return type == Type.MATRIX || type == Type.TEXT
                ? Stream.of(Remark.at(
                        subject.root(),
                        "the query gives " + type + ", not one number"
                                + (type == Type.MATRIX ? ": put sum(rate(...)), or another function, around it" : "")))
                : Stream.empty();
    }

    static Stream<Remark> severalSeries(Subject subject) {
        if (subject.criterion().multipleSeries() != SeriesPolicy.Refuse || Types.of(subject.root()) != Type.VECTOR) {
            return Stream.empty();
        }
        String mend =
                ", and more than one is InvalidQuery: aggregate them, or say with multipleSeries what shall count";
        Labels labels = Labels.of(subject.root());
        if (labels instanceof AtMost atMost && !atMost.names().isEmpty()) {
            return Stream.of(Remark.at(
                    subject.root(),
                    "the query gives a series for each value of " + String.join(", ", atMost.names()) + mend));
        }
        if (choosesSeveral(subject.root().bare())) {
            return Stream.of(Remark.at(subject.root(), "the query gives as many series as it chooses" + mend));
        }
        return labels instanceof AsScraped
                ? Stream.of(Remark.at(
                        subject.root(), "the query gives a series for each pod and each combination of labels" + mend))
                : Stream.empty();
    }

    private static boolean choosesSeveral(Expr expr) {
        return expr instanceof Aggregation aggregation
                && Set.of("topk", "bottomk", "limitk").contains(aggregation.operator())
                && aggregation.parameter().orElseThrow().bare() instanceof Expr.Number number
                && number.value() > 1;
    }

    static Stream<Remark> comparisonDropsSeries(Subject subject) {
        if (subject.use() == Use.SAMPLES) {
            return Stream.empty();
        }
        return subject.all(Binary.class)
                .filter(binary -> binary.operator().isComparison() && !binary.bool())
                .filter(binary -> !isCondition(Ancestry.of(subject.root(), binary)))
                .map(binary -> Remark.at(
                        binary,
                        "a comparison drops the series for which it does not hold, so the result is empty, NoData,"
                                + " where it should be a number: compare with max or min instead, or write "
                                + binary.operator() + " bool for 0 and 1"));
    }

    /** A divisor that must not be 0, a side condition, and what has a value for the other case are meant so. */
    private static boolean isCondition(Ancestry way) {
        return way.passesRightOf(Operator.DIVIDE, Operator.AND, Operator.UNLESS, Operator.OR)
                || way.passesLeftOf(Operator.OR);
    }

    static Stream<Remark> absentIsEmpty(Subject subject) {
        return subject.use() == Use.SAMPLES
                ? Stream.empty()
                : subject.all(Call.class)
                        .filter(call -> ABSENT.contains(call.function()))
                        .filter(call -> {
                            Ancestry way = Ancestry.of(subject.root(), call);
                            return !way.passesLeftOf(Operator.OR)
                                    && !way.passesRightOf(Operator.OR, Operator.AND, Operator.UNLESS);
                        })
                        .map(call -> Remark.at(
                                call,
                                call.function() + " gives 1 where the series is missing, and nothing where it is there,"
                                        + " so the healthy case is NoData: count the series instead, "
                                        + "(count(...) or vector(0)) with a min"));
    }

    static Stream<Remark> silencePasses(Subject subject) {
        boolean counted = subject.criterion().samples().isPresent();
        if (counted || subject.use() != Use.VALUE) {
            return Stream.empty();
        }
        return subject.all(Binary.class)
                .filter(binary -> binary.operator() == Operator.OR && isWhole(subject.root(), binary))
                .flatMap(or -> constant(or.right())
                        .filter(subject.criterion().bounds()::contains)
                        .map(value -> Remark.at(
                                or.right(),
                                "where there is no data, because the service is down or its scrapes fail, this says "
                                        + (value == 0 ? "0" : Double.toString(value))
                                        + ", and that passes: leave it out, write a share as ratio, or add samples"))
                        .stream());
    }

    /** Whether nothing but parentheses and signs stand around an expression. */
    private static boolean isWhole(Expr root, Expr expr) {
        return !Ancestry.of(root, expr)
                .passes((above, below) -> !(above instanceof Expr.Paren || above instanceof Expr.Unary));
    }

    private static Optional<Double> constant(Expr expr) {
        return expr.bare() instanceof Call call
                        && call.function().equals("vector")
                        && call.arguments().get(0).bare() instanceof Expr.Number number
                ? Optional.of(number.value())
                : Optional.empty();
    }
}
