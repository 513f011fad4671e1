package dev.featurerollout.lint;

import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Aggregation;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Call;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Type;
import dev.featurerollout.promql.Types;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which labels the series of an expression have, as far as the text tells. */
sealed interface Labels {
    /** A number: no series, so it goes with any. */
    record Scalar() implements Labels {}

    /** These at most; none of them means one series. */
    record AtMost(Set<String> names) implements Labels {
        @Override
        public String toString() {
            return names.isEmpty() ? "no labels" : "the labels " + String.join(", ", new TreeSet<>(names));
        }
    }

    /** All that the series were scraped with. */
    record AsScraped() implements Labels {}

    /** The text does not tell. */
    record Unknown() implements Labels {}

    /** Functions that keep neither the series nor their labels as they were. */
    Set<String> OPAQUE = Set.of("label_replace", "label_join", "info", "absent", "absent_over_time");

    /** Operators that choose among series. */
    Set<String> CHOICES = Set.of("topk", "bottomk", "limitk", "limit_ratio");

    static Labels of(Expr expr) {
        if (Types.of(expr) == Type.SCALAR || expr instanceof Expr.Text) {
            return new Scalar();
        }
        if (expr instanceof Selector selector) {
            return isScraped(selector) ? new AsScraped() : new Unknown();
        }
        if (expr instanceof Aggregation aggregation) {
            return of(aggregation);
        }
        if (expr instanceof Binary binary) {
            return of(binary);
        }
        return expr instanceof Call call ? of(call) : of(expr.children().get(0));
    }

    /** A counter or histogram with the usual names comes from a scrape; other names may be those of recording rules. */
    private static boolean isScraped(Selector selector) {
        return Metrics.isCounter(selector.name());
    }

    private static Labels of(Aggregation aggregation) {
        Labels inner = of(aggregation.of());
        Set<String> names = Set.copyOf(aggregation.grouping().labels());
        if (CHOICES.contains(aggregation.operator())) {
            return inner;
        }
        if (aggregation.operator().equals("count_values")) {
            return new Unknown();
        }
        if (aggregation.grouping().without()) {
            return without(inner, names);
        }
        return inner instanceof AtMost atMost ? new AtMost(both(atMost.names(), names)) : new AtMost(names);
    }

    private static Labels of(Call call) {
        if (call.function().equals("vector")) {
            return new AtMost(Set.of());
        }
        if (OPAQUE.contains(call.function())) {
            return new Unknown();
        }
        if (call.function().equals("histogram_quantile")) {
            return without(of(call.arguments().get(1)), Set.of("le"));
        }
        return call.arguments().stream()
                .filter(argument -> Types.of(argument) != Type.SCALAR && Types.of(argument) != Type.TEXT)
                .findFirst()
                .map(Labels::of)
                .orElse(new Unknown());
    }

    private static Labels of(Binary binary) {
        Labels left = of(binary.left());
        Labels right = of(binary.right());
        if (left instanceof Scalar) {
            return right;
        }
        if (right instanceof Scalar) {
            return left;
        }
        if (binary.operator().isSet()) {
            boolean adds = binary.operator() == Expr.Operator.OR && !left.equals(right);
            return adds ? new Unknown() : left;
        }
        if (binary.matching().group().isPresent()) {
            return new Unknown();
        }
        List<String> named = binary.matching().labels().orElse(List.of());
        if (binary.matching().on()) {
            return new AtMost(Set.copyOf(named));
        }
        return without(left, Set.copyOf(named));
    }

    private static Labels without(Labels labels, Set<String> names) {
        if (!(labels instanceof AtMost atMost)) {
            return names.isEmpty() || labels instanceof Scalar || names.equals(Set.of("le")) ? labels : new Unknown();
        }
        Set<String> left = new TreeSet<>(atMost.names());
        left.removeAll(names);
        return new AtMost(Set.copyOf(left));
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return Set.copyOf(both);
    }
}
