package dev.featurerollout.promql;

import dev.featurerollout.promql.Expr.Grouping;
import dev.featurerollout.promql.Expr.Matching;
import dev.featurerollout.promql.Expr.Operator;
import dev.featurerollout.promql.Expr.Range;
import dev.featurerollout.promql.Expr.Selector;
import dev.featurerollout.promql.Expr.Shift;
import dev.featurerollout.promql.Expr.Subquery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads PromQL: by precedence climbing, one token ahead. */
public final class Parser {
    /** The parser and everything that walks its tree is recursive. */
    private static final int MAX_DEPTH = 150;

    /** A row of operators or brackets is a deep tree, too. */
    private static final int MAX_ROW = 300;

    private static final Set<String> AGGREGATIONS = Set.of(
            "sum",
            "avg",
            "count",
            "min",
            "max",
            "group",
            "stddev",
            "stdvar",
            "topk",
            "bottomk",
            "count_values",
            "quantile",
            "limitk",
            "limit_ratio");

    private static final Set<String> WITH_PARAMETER =
            Set.of("topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio");

    /** Words that may not be the name of a metric. */
    private static final Set<String> RESERVED = Set.of("on", "ignoring", "bool", "group_left", "group_right", "atan2");

    private final List<Token> tokens;
    private int next;
    private int depth;
    private int row;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Returns the tree of a query, checked for its types too, or why it cannot be read. */
    public static Parsed parse(String text) {
        try {
            Parser parser = new Parser(Lexer.tokens(text));
            if (parser.peek().kind() == Token.Kind.END) {
                return new Parsed.Unreadable("there is no query", 0);
            }
            Expr expr = parser.expression(0);
            parser.end();
            Types.check(expr);
            return new Parsed.Read(expr);
        } catch (SyntaxProblem e) {
            return new Parsed.Unreadable(e.getMessage(), e.offset());
        }
    }

    private void end() throws SyntaxProblem {
        if (peek().kind() != Token.Kind.END) {
            throw unexpected("an operator or the end");
        }
    }

    private Expr expression(int weakest) throws SyntaxProblem {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxProblem(peek().start(), "nested too deep to be read here");
        }
        Expr left = signed();
        while (true) {
            Token token = peek();
            Optional<Operator> operator = token.kind() == Token.Kind.SIGN || token.kind() == Token.Kind.WORD
                    ? Operator.of(token.text())
                    : Optional.empty();
            if (operator.isEmpty() || operator.get().binding() < weakest) {
                depth--;
                return left;
            }
            requireShortRow();
            take();
            left = binary(left, operator.get());
        }
    }

    private void requireShortRow() throws SyntaxProblem {
        if (++row > MAX_ROW) {
            throw new SyntaxProblem(peek().start(), "too long to be read here");
        }
    }

    private Expr binary(Expr left, Operator operator) throws SyntaxProblem {
        boolean bool = takeWord("bool");
        Matching matching = matching();
        // A power binds to the right, all others to the left.
        Expr right = expression(operator == Operator.POWER ? operator.binding() : operator.binding() + 1);
        return new Expr.Binary(left.extent().to(right.extent()), operator, bool, matching, left, right);
    }

    private Matching matching() throws SyntaxProblem {
        boolean on = peek().isWord("on");
        if (!on && !peek().isWord("ignoring")) {
            return Matching.NONE;
        }
        take();
        List<String> labels = labels();
        Optional<String> group = Optional.empty();
        List<String> include = List.of();
        if (peek().isWord("group_left") || peek().isWord("group_right")) {
            group = Optional.of(take().lower());
            include = peek().is("(") ? labels() : List.of();
        }
        return new Matching(Optional.of(labels), on, group, include);
    }

    /** A sign binds as a multiplication does: {@code -a^2} is {@code -(a^2)}, and {@code -a*b} is {@code (-a)*b}. */
    private Expr signed() throws SyntaxProblem {
        if (!peek().is("-") && !peek().is("+")) {
            return postfix(primary());
        }
        Token sign = take();
        Expr of = expression(Operator.MULTIPLY.binding() + 1);
        return new Expr.Unary(sign.extent().to(of.extent()), sign.text().equals("-"), of);
    }

    private Expr primary() throws SyntaxProblem {
        Token token = peek();
        switch (token.kind()) {
            case NUMBER:
                take();
                return new Expr.Number(token.extent(), number(token));
            case DURATION:
                take();
                return new Expr.Number(token.extent(), duration(token).toMillis() / 1000.0);
            case STRING:
                take();
                return new Expr.Text(token.extent(), token.text());
            case WORD:
                return word();
            default:
                break;
        }
        if (token.is("{")) {
            return selector(Optional.empty(), token.extent());
        }
        if (token.is("(")) {
            take();
            Expr of = expression(0);
            return new Expr.Paren(token.extent().to(expect(")").extent()), of);
        }
        throw unexpected("a metric, a number, a function or a parenthesis");
    }

    private static double number(Token token) throws SyntaxProblem {
        String text = token.lower().replace("_", "");
        try {
            if (text.startsWith("0x")) {
                return Long.parseLong(text.substring(2), 16);
            }
            return text.matches("0[0-7]+") ? Long.parseLong(text, 8) : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new SyntaxProblem(token.start(), "a number that is not well formed");
        }
    }

    private Expr word() throws SyntaxProblem {
        Token word = take();
        String lower = word.lower();
        boolean groups = peek().isWord("by") || peek().isWord("without");
        if (AGGREGATIONS.contains(lower) && (peek().is("(") || groups)) {
            return aggregation(word);
        }
        if (peek().is("(")) {
            return call(word);
        }
        if (lower.equals("inf") || lower.equals("nan")) {
            return new Expr.Number(word.extent(), lower.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN);
        }
        if (RESERVED.contains(lower)) {
            throw new SyntaxProblem(word.start(), '"' + word.text() + "\" cannot stand here");
        }
        return selector(Optional.of(word.text()), word.extent());
    }

    private Expr aggregation(Token word) throws SyntaxProblem {
        String operator = word.lower();
        Optional<Grouping> before = grouping();
        List<Expr> arguments = arguments();
        Extent extent = word.extent().to(previous().extent());
        Optional<Grouping> grouping = before;
        if (before.isEmpty()) {
            grouping = grouping();
            extent = extent.to(previous().extent());
        }
        int expected = WITH_PARAMETER.contains(operator) ? 2 : 1;
        if (arguments.size() != expected) {
            throw new SyntaxProblem(
                    word.start(),
                    operator + " takes " + (expected == 1 ? "one argument" : "a parameter and an expression") + ", not "
                            + arguments.size());
        }
        return new Expr.Aggregation(
                extent,
                operator,
                grouping.orElse(Grouping.ALL),
                expected == 2 ? Optional.of(arguments.get(0)) : Optional.empty(),
                arguments.get(expected - 1));
    }

    private Optional<Grouping> grouping() throws SyntaxProblem {
        boolean without = peek().isWord("without");
        if (!without && !peek().isWord("by")) {
            return Optional.empty();
        }
        take();
        return Optional.of(new Grouping(without, labels()));
    }

    private Expr call(Token name) throws SyntaxProblem {
        List<Expr> arguments = arguments();
        return new Expr.Call(name.extent().to(previous().extent()), name.text(), arguments);
    }

    private List<Expr> arguments() throws SyntaxProblem {
        expect("(");
        List<Expr> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            do {
                arguments.add(expression(0));
            } while (takeSign(","));
        }
        expect(")");
        return arguments;
    }

    private List<String> labels() throws SyntaxProblem {
        expect("(");
        List<String> labels = new ArrayList<>();
        while (!peek().is(")")) {
            Token label = peek();
            boolean name = label.kind() == Token.Kind.WORD && label.text().indexOf(':') < 0;
            if (!name && label.kind() != Token.Kind.STRING) {
                throw unexpected("a label");
            }
            take();
            labels.add(label.text());
            if (!takeSign(",") && !peek().is(")")) {
                throw unexpected("\",\" or \")\"");
            }
        }
        expect(")");
        return labels;
    }

    private Expr selector(Optional<String> name, Extent start) throws SyntaxProblem {
        Optional<String> metric = name;
        List<Matcher> matchers = new ArrayList<>();
        if (takeSign("{")) {
            while (!peek().is("}")) {
                Token label = label();
                Token operator = peek();
                if (label.kind() == Token.Kind.STRING && (operator.is(",") || operator.is("}"))) {
                    if (metric.isPresent()) {
                        throw new SyntaxProblem(label.start(), "a second name of the metric");
                    }
                    metric = Optional.of(label.text());
                } else {
                    matchers.add(matcher(label));
                }
                if (!takeSign(",") && !peek().is("}")) {
                    throw unexpected("\",\" or \"}\"");
                }
            }
            expect("}");
        }
        Extent extent = start.to(previous().extent());
        requireSelection(extent, metric, matchers);
        return new Selector(extent, metric, matchers, Optional.empty(), Shift.NONE);
    }

    private Token label() throws SyntaxProblem {
        if (peek().kind() != Token.Kind.WORD && peek().kind() != Token.Kind.STRING) {
            throw unexpected("a label");
        }
        return take();
    }

    private Matcher matcher(Token label) throws SyntaxProblem {
        Optional<Matcher.Kind> kind = Matcher.Kind.of(peek().text());
        if (peek().kind() != Token.Kind.SIGN || kind.isEmpty()) {
            throw unexpected("one of =, !=, =~ and !~");
        }
        take();
        if (peek().kind() != Token.Kind.STRING) {
            throw unexpected("a text in quotes");
        }
        Token value = take();
        Matcher matcher = new Matcher(label.extent().to(value.extent()), label.text(), kind.get(), value.text());
        Optional<String> problem = matcher.regexProblem();
        if (problem.isPresent()) {
            throw new SyntaxProblem(value.start(), problem.get());
        }
        return matcher;
    }

    private static void requireSelection(Extent extent, Optional<String> metric, List<Matcher> matchers)
            throws SyntaxProblem {
        if (metric.isPresent()) {
            for (Matcher matcher : matchers) {
                if (matcher.label().equals(Matcher.NAME) && matcher.kind() == Matcher.Kind.EQUAL) {
                    throw new SyntaxProblem(matcher.extent().start(), "a second name of the metric");
                }
            }
            return;
        }
        boolean selects =
                matchers.stream().anyMatch(matcher -> !matcher.selects("").orElse(false));
        if (!selects) {
            throw new SyntaxProblem(
                    extent.start(),
                    "selects every series there is: give a name, or a matcher that an empty label does not fit");
        }
    }

    private Expr postfix(Expr primary) throws SyntaxProblem {
        Expr expr = primary;
        while (true) {
            if (peek().is("[")) {
                requireShortRow();
                expr = bracketed(expr);
            } else if (peek().isWord("offset")) {
                Token word = take();
                boolean negative = peek().is("-");
                if (!takeSign("-")) {
                    takeSign("+");
                }
                Duration offset = timeSpan("a duration");
                expr = shifted(expr, word, Optional.of(negative ? offset.negated() : offset), Optional.empty());
            } else if (peek().is("@")) {
                Token sign = take();
                expr = shifted(expr, sign, Optional.empty(), Optional.of(instant()));
            } else {
                return expr;
            }
        }
    }

    private String instant() throws SyntaxProblem {
        if (peek().isWord("start") || peek().isWord("end")) {
            Token word = take();
            expect("(");
            expect(")");
            return word.lower() + "()";
        }
        boolean negative = takeSign("-");
        if (!negative) {
            takeSign("+");
        }
        if (peek().kind() != Token.Kind.NUMBER) {
            throw unexpected("a Unix time, start() or end()");
        }
        return (negative ? "-" : "") + take().text();
    }

    private static Expr shifted(Expr expr, Token by, Optional<Duration> offset, Optional<String> at)
            throws SyntaxProblem {
        if (expr instanceof Selector selector) {
            return new Selector(
                    selector.extent(),
                    selector.metric(),
                    selector.matchers(),
                    selector.range(),
                    both(selector.shift(), by, offset, at));
        }
        if (expr instanceof Subquery subquery) {
            return new Subquery(
                    subquery.extent(),
                    subquery.of(),
                    subquery.range(),
                    subquery.step(),
                    both(subquery.shift(), by, offset, at));
        }
        throw new SyntaxProblem(
                by.start(), by.text() + " belongs directly behind a selector or a subquery, not behind an expression");
    }

    private static Shift both(Shift shift, Token by, Optional<Duration> offset, Optional<String> at)
            throws SyntaxProblem {
        if (offset.isPresent() && shift.offset().isPresent()
                || at.isPresent() && shift.at().isPresent()) {
            throw new SyntaxProblem(by.start(), "a second " + by.text());
        }
        return new Shift(offset.or(shift::offset), at.or(shift::at));
    }

    private Expr bracketed(Expr expr) throws SyntaxProblem {
        Token open = expect("[");
        int start = peek().start();
        Duration length = timeSpan("a range such as 5m");
        Range range = new Range(new Extent(start, previous().extent().end()), length);
        if (length.isZero()) {
            throw new SyntaxProblem(start, "a range must be longer than 0");
        }
        if (takeSign(":")) {
            Optional<Duration> step = peek().is("]") ? Optional.empty() : Optional.of(timeSpan("a step such as 1m"));
            Extent extent = expr.extent().to(expect("]").extent());
            return new Subquery(extent, expr, range, step, Shift.NONE);
        }
        Extent extent = expr.extent().to(expect("]").extent());
        if (!(expr instanceof Selector selector) || selector.range().isPresent()) {
            throw new SyntaxProblem(
                    open.start(), "a range belongs directly behind a selector; behind an expression write [5m:]");
        }
        if (!selector.shift().isNone()) {
            throw new SyntaxProblem(open.start(), "offset and @ belong behind the range, not before it");
        }
        return new Selector(extent, selector.metric(), selector.matchers(), Optional.of(range), Shift.NONE);
    }

    /** A duration; in Prometheus 3 also a number of seconds. */
    private Duration timeSpan(String expected) throws SyntaxProblem {
        Token token = peek();
        if (token.kind() == Token.Kind.NUMBER) {
            take();
            return Duration.ofMillis(Math.round(number(token) * 1000));
        }
        if (token.kind() != Token.Kind.DURATION) {
            throw unexpected(expected);
        }
        take();
        return duration(token);
    }

    private static Duration duration(Token token) throws SyntaxProblem {
        return Durations.parse(token.text())
                .orElseThrow(() -> new SyntaxProblem(
                        token.start(), "a duration has each unit once, the largest first, such as 1h30m"));
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token previous() {
        return tokens.get(next - 1);
    }

    /** Returns the next token and goes on; never beyond the end. */
    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    private boolean takeSign(String sign) {
        boolean there = peek().is(sign);
        if (there) {
            next++;
        }
        return there;
    }

    private boolean takeWord(String word) {
        boolean there = peek().isWord(word);
        if (there) {
            next++;
        }
        return there;
    }

    private Token expect(String sign) throws SyntaxProblem {
        if (!peek().is(sign)) {
            throw unexpected('"' + sign + '"');
        }
        return take();
    }

    private SyntaxProblem unexpected(String expected) {
        return new SyntaxProblem(peek().start(), "expected " + expected + ", found " + peek().inWords());
    }
}
