package dev.featurerollout.promql;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A PromQL expression, and where it stands. */
public sealed interface Expr {
    Extent extent();

    /** Returns the expressions directly inside this one, from left to right. */
    default List<Expr> children() {
        return List.of();
    }

    /** Returns this expression and all inside it, outermost first; in time linear in their number, however deep. */
    default Stream<Expr> all() {
        List<Expr> all = new ArrayList<>();
        Deque<Expr> open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            Expr next = open.pop();
            all.add(next);
            next.children().reversed().forEach(open::push);
        }
        return all.stream();
    }

    /** Returns this expression without the parentheses around it. */
    default Expr bare() {
        return this;
    }

    /** A number, or a duration in its place, in seconds. */
    record Number(Extent extent, double value) implements Expr {}

    /** A text, unquoted. */
    record Text(Extent extent, String value) implements Expr {}

    /** When something is looked at, if not now: {@code offset} and {@code @}. */
    record Shift(Optional<Duration> offset, Optional<String> at) {
        static final Shift NONE = new Shift(Optional.empty(), Optional.empty());

        public boolean isNone() {
            return equals(NONE);
        }
    }

    /**
     * The brackets behind a selector.
     *
     * @param extent of what stands between the brackets
     */
    record Range(Extent extent, Duration length) {}

    /**
     * Series by name and labels.
     *
     * @param matchers those in braces; a quoted name in braces counts as {@code metric}
     * @param range present for a range vector
     */
    record Selector(Extent extent, Optional<String> metric, List<Matcher> matchers, Optional<Range> range, Shift shift)
            implements Expr {
        private static final Pattern PLAIN_METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

        public Selector {
            matchers = List.copyOf(matchers);
        }

        /** Returns the metric's name, as a name or as a matcher; empty text if there is none or it is a pattern. */
        public String name() {
            return metric.orElseGet(() -> matchers.stream()
                    .filter(matcher -> matcher.label().equals(Matcher.NAME) && matcher.kind() == Matcher.Kind.EQUAL)
                    .map(Matcher::value)
                    .findFirst()
                    .orElse(""));
        }

        /** Returns this selector as PromQL, without range and shift: which series, and not when. */
        public String series() {
            Stream<String> name = metric.stream()
                    .filter(text -> !PLAIN_METRIC.matcher(text).matches())
                    .map(Printer::quoted);
            String braces =
                    Stream.concat(name, matchers.stream().map(Matcher::text)).collect(Collectors.joining(","));
            String plain =
                    metric.filter(text -> PLAIN_METRIC.matcher(text).matches()).orElse("");
            return plain + (braces.isEmpty() ? "" : "{" + braces + "}");
        }

        public Stream<Matcher> matchers(String label) {
            return matchers.stream().filter(matcher -> matcher.label().equals(label));
        }
    }

    /** A function of its arguments. */
    record Call(Extent extent, String function, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expr> children() {
            return arguments;
        }
    }

    /**
     * Which labels an aggregation leaves.
     *
     * @param without whether the labels are those that go
     */
    record Grouping(boolean without, List<String> labels) {
        /** Leaves no label: one series. */
        static final Grouping ALL = new Grouping(false, List.of());

        public Grouping {
            labels = List.copyOf(labels);
        }
    }

    /**
     * Many series made fewer.
     *
     * @param operator in lower case, such as {@code sum}
     * @param parameter of {@code topk}, {@code quantile} and their like
     */
    record Aggregation(Extent extent, String operator, Grouping grouping, Optional<Expr> parameter, Expr of)
            implements Expr {
        @Override
        public List<Expr> children() {
            return Stream.concat(parameter.stream(), Stream.of(of)).toList();
        }
    }

    /** What stands between two expressions. */
    enum Operator {
        OR("or", 1),
        AND("and", 2),
        UNLESS("unless", 2),
        EQUAL("==", 3),
        NOT_EQUAL("!=", 3),
        LESS_OR_EQUAL("<=", 3),
        LESS("<", 3),
        GREATER_OR_EQUAL(">=", 3),
        GREATER(">", 3),
        ADD("+", 4),
        SUBTRACT("-", 4),
        MULTIPLY("*", 5),
        DIVIDE("/", 5),
        MODULO("%", 5),
        ATAN2("atan2", 5),
        POWER("^", 6);

        private final String symbol;
        private final int binding;

        Operator(String symbol, int binding) {
            this.symbol = symbol;
            this.binding = binding;
        }

        static Optional<Operator> of(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            for (Operator operator : values()) {
                if (operator.symbol.equals(lower)) {
                    return Optional.of(operator);
                }
            }
            return Optional.empty();
        }

        /** How strongly it binds: the higher, the stronger. */
        int binding() {
            return binding;
        }

        public boolean isSet() {
            return this == OR || this == AND || this == UNLESS;
        }

        public boolean isComparison() {
            return binding == EQUAL.binding;
        }

        @Override
        public String toString() {
            return symbol;
        }
    }

    /**
     * Which series of both sides belong together.
     *
     * @param labels those after {@code on} or {@code ignoring}; empty if neither is there
     * @param on whether they are after {@code on}
     * @param group {@code group_left} or {@code group_right}
     * @param include the labels taken over from the one side
     */
    record Matching(Optional<List<String>> labels, boolean on, Optional<String> group, List<String> include) {
        static final Matching NONE = new Matching(Optional.empty(), false, Optional.empty(), List.of());

        public Matching {
            include = List.copyOf(include);
        }
    }

    /**
     * Two expressions and what stands between them.
     *
     * @param bool whether a comparison gives 0 and 1 instead of dropping series
     */
    record Binary(Extent extent, Operator operator, boolean bool, Matching matching, Expr left, Expr right)
            implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(left, right);
        }
    }

    /** A sign before an expression. */
    record Unary(Extent extent, boolean negative, Expr of) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(of);
        }
    }

    /** An expression looked at again and again over a range. */
    record Subquery(Extent extent, Expr of, Range range, Optional<Duration> step, Shift shift) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(of);
        }
    }

    /** An expression in parentheses. */
    record Paren(Extent extent, Expr of) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(of);
        }

        @Override
        public Expr bare() {
            return of.bare();
        }
    }
}
