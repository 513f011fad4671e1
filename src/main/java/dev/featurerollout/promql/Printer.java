package dev.featurerollout.promql;

import dev.featurerollout.promql.Expr.Grouping;
import dev.featurerollout.promql.Expr.Matching;
import dev.featurerollout.promql.Expr.Shift;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Writes a tree as PromQL in one form: with every name in quotes, every duration in one unit, and parentheses around
 * each operand that is itself an operation.
 *
 * <p>A server that reads the text therefore reads this tree, even where it would have read the original text
 * differently.
 */
final class Printer {
    private static final Pattern PLAIN_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final double LARGEST_EXACT_INTEGER = 1L << 53;

    private Printer() {}

    static String print(Expr expr) {
        return switch (expr) {
            case Expr.Number number -> number(number.value());
            case Expr.Text text -> quoted(text.value());
            case Expr.Selector selector -> selector(selector);
            case Expr.Call call ->
                call.function() + call.arguments().stream().map(Printer::print).collect(inParentheses());
            case Expr.Aggregation aggregation -> aggregation(aggregation);
            case Expr.Binary binary ->
                operand(binary.left()) + " " + binary.operator() + (binary.bool() ? " bool " : " ")
                        + matching(binary.matching()) + operand(binary.right());
            case Expr.Unary unary -> (unary.negative() ? "-" : "+") + operand(unary.of());
            case Expr.Subquery subquery ->
                print(subquery.of()) + "[" + duration(subquery.range().length()) + ":"
                        + subquery.step().map(Printer::duration).orElse("") + "]" + shift(subquery.shift());
            case Expr.Paren paren -> "(" + print(paren.of()) + ")";
        };
    }

    private static String operand(Expr expr) {
        return expr instanceof Expr.Binary || expr instanceof Expr.Unary ? "(" + print(expr) + ")" : print(expr);
    }

    private static String selector(Expr.Selector selector) {
        List<String> conditions = new ArrayList<>();
        selector.metric().ifPresent(name -> conditions.add(Matcher.NAME + "=" + quoted(name)));
        selector.matchers()
                .forEach(matcher -> conditions.add(label(matcher.label()) + matcher.kind() + quoted(matcher.value())));
        return "{" + String.join(",", conditions) + "}"
                + selector.range()
                        .map(range -> "[" + duration(range.length()) + "]")
                        .orElse("")
                + shift(selector.shift());
    }

    private static String shift(Shift shift) {
        return shift.at().map(at -> " @ " + at).orElse("")
                + shift.offset().map(offset -> " offset " + duration(offset)).orElse("");
    }

    private static String aggregation(Expr.Aggregation aggregation) {
        return aggregation.operator()
                + grouping(aggregation.grouping())
                + aggregation.children().stream().map(Printer::print).collect(inParentheses());
    }

    private static String grouping(Grouping grouping) {
        return grouping.equals(Grouping.ALL)
                ? " "
                : (grouping.without() ? " without " : " by ") + labels(grouping.labels()) + " ";
    }

    /** With parentheses behind {@code group_left} in any case: those of an operand would be taken for labels. */
    private static String matching(Matching matching) {
        return matching.labels()
                .map(labels -> (matching.on() ? "on " : "ignoring ") + labels(labels) + " "
                        + matching.group()
                                .map(group -> group + " " + labels(matching.include()) + " ")
                                .orElse(""))
                .orElse("");
    }

    private static String labels(List<String> labels) {
        return labels.stream().map(Printer::label).collect(inParentheses());
    }

    private static Collector<CharSequence, ?, String> inParentheses() {
        return Collectors.joining(",", "(", ")");
    }

    static String label(String name) {
        return PLAIN_LABEL.matcher(name).matches() ? name : quoted(name);
    }

    private static String number(double value) {
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            return Double.isNaN(value) ? "NaN" : "Inf";
        }
        boolean integer = value == Math.rint(value) && value < LARGEST_EXACT_INTEGER;
        return integer ? Long.toString((long) value) : Double.toString(value);
    }

    private static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
