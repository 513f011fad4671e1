package dev.featurerollout.promql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A query that reads no series but those with given labels.
 *
 * <p>It is written anew from its tree, with a matcher for each label in every selector. What the parser does not
 * understand has no tree and is refused, although the server may understand it.
 */
public sealed interface ConfinedQuery {

    /** What to ask instead. */
    record Confined(String text) implements ConfinedQuery {}

    /**
     * It cannot be confined.
     *
     * @param why for its author; contains nothing but the query and the labels
     */
    record Refused(String why) implements ConfinedQuery {}

    /** Functions that read series no selector names: {@code info} reads {@code target_info}. */
    String READS_OTHER_SERIES = "info";

    /** Returns {@code query} confined to series with {@code labels}. */
    static ConfinedQuery of(String query, Map<String, String> labels) {
        return switch (Parser.parse(query)) {
            case Parsed.Unreadable(String message, int offset) ->
                new Refused(Position.of(query, offset) + ": " + message);
            case Parsed.Read(Expr expr) -> of(query, expr, labels);
        };
    }

    private static ConfinedQuery of(String query, Expr expr, Map<String, String> labels) {
        Optional<Expr> other = expr.all()
                .filter(part ->
                        part instanceof Expr.Call call && call.function().equals(READS_OTHER_SERIES))
                .findFirst();
        if (other.isPresent()) {
            return new Refused(at(query, other.get().extent()) + "the function " + READS_OTHER_SERIES
                    + " reads series that no selector names");
        }
        Optional<Matcher> contradiction = expr.all()
                .flatMap(part -> part instanceof Expr.Selector selector ? selector.matchers().stream() : Stream.empty())
                .filter(matcher -> matcher.kind() == Matcher.Kind.EQUAL
                        && !labels.getOrDefault(matcher.label(), matcher.value())
                                .equals(matcher.value()))
                .findFirst();
        return contradiction
                .<ConfinedQuery>map(matcher -> new Refused(at(query, matcher.extent()) + matcher
                        + " selects nothing, because only series with " + matcher.label() + "=\""
                        + labels.get(matcher.label()) + "\" can be read: remove this matcher"))
                .orElseGet(() -> new Confined(Printer.print(confined(expr, labels))));
    }

    private static String at(String query, Extent extent) {
        return Position.of(query, extent.start()) + ": ";
    }

    /** Returns how far back a query reads from the instant it is asked at, without regard to {@code offset}. */
    static Optional<Duration> range(String query) {
        return Parser.parse(query) instanceof Parsed.Read(Expr expr) ? Optional.of(range(expr)) : Optional.empty();
    }

    private static Duration range(Expr expr) {
        Duration inside = expr.children().stream()
                .map(ConfinedQuery::range)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return switch (expr) {
            case Expr.Selector selector ->
                selector.range().map(Expr.Range::length).orElse(Duration.ZERO);
            case Expr.Subquery subquery -> subquery.range().length().plus(inside);
            case Expr.Number _,
                    Expr.Text _,
                    Expr.Call _,
                    Expr.Aggregation _,
                    Expr.Binary _,
                    Expr.Unary _,
                    Expr.Paren _ -> inside;
        };
    }

    private static Expr confined(Expr expr, Map<String, String> labels) {
        return switch (expr) {
            case Expr.Number number -> number;
            case Expr.Text text -> text;
            case Expr.Selector selector -> confined(selector, labels);
            case Expr.Call(Extent extent, String function, List<Expr> arguments) ->
                new Expr.Call(
                        extent,
                        function,
                        arguments.stream()
                                .map(argument -> confined(argument, labels))
                                .toList());
            case Expr.Aggregation(
                    Extent extent,
                    String operator,
                    Expr.Grouping grouping,
                    Optional<Expr> parameter,
                    Expr of) ->
                new Expr.Aggregation(
                        extent, operator, grouping, parameter.map(it -> confined(it, labels)), confined(of, labels));
            case Expr.Binary(
                    Extent extent,
                    Expr.Operator operator,
                    boolean bool,
                    Expr.Matching matching,
                    Expr left,
                    Expr right) ->
                new Expr.Binary(extent, operator, bool, matching, confined(left, labels), confined(right, labels));
            case Expr.Unary(Extent extent, boolean negative, Expr of) ->
                new Expr.Unary(extent, negative, confined(of, labels));
            case Expr.Subquery(Extent extent, Expr of, Expr.Range range, Optional<Duration> step, Expr.Shift shift) ->
                new Expr.Subquery(extent, confined(of, labels), range, step, shift);
            case Expr.Paren(Extent extent, Expr of) -> new Expr.Paren(extent, confined(of, labels));
        };
    }

    private static Expr.Selector confined(Expr.Selector selector, Map<String, String> labels) {
        List<Matcher> matchers = new ArrayList<>(selector.matchers());
        labels.forEach(
                (label, value) -> matchers.add(new Matcher(selector.extent(), label, Matcher.Kind.EQUAL, value)));
        return new Expr.Selector(selector.extent(), selector.metric(), matchers, selector.range(), selector.shift());
    }
}
