package dev.featurerollout.promql;

import dev.featurerollout.promql.Expr.Operator;
import java.util.List;
import java.util.Optional;

/** Finds out what expressions give, and whether they fit together, as Prometheus does before it runs a query. */
public final class Types {
    private Types() {}

    /** Returns what a tree of {@link Parser#parse} gives, which was checked there: only what decides is looked at. */
    public static Type of(Expr expr) {
        return switch (expr) {
            case Expr.Number number -> Type.SCALAR;
            case Expr.Text text -> Type.TEXT;
            case Expr.Selector selector -> selector.range().isPresent() ? Type.MATRIX : Type.VECTOR;
            case Expr.Paren paren -> of(paren.of());
            case Expr.Subquery subquery -> Type.MATRIX;
            case Expr.Unary unary -> of(unary.of());
            case Expr.Aggregation aggregation -> Type.VECTOR;
            case Expr.Call call ->
                Functions.named(call.function())
                        .map(Functions.Signature::gives)
                        .orElseThrow(() -> new IllegalArgumentException("not a tree of the parser"));
            // The right side first: a row of operators is deep on the left.
            case Expr.Binary binary ->
                of(binary.right()) == Type.VECTOR || of(binary.left()) == Type.VECTOR ? Type.VECTOR : Type.SCALAR;
        };
    }

    static Type check(Expr expr) throws SyntaxProblem {
        if (expr instanceof Expr.Number) {
            return Type.SCALAR;
        }
        if (expr instanceof Expr.Text) {
            return Type.TEXT;
        }
        if (expr instanceof Expr.Selector selector) {
            return selector.range().isPresent() ? Type.MATRIX : Type.VECTOR;
        }
        if (expr instanceof Expr.Paren paren) {
            return check(paren.of());
        }
        if (expr instanceof Expr.Subquery subquery) {
            require(subquery.of(), Type.VECTOR, "a subquery");
            return Type.MATRIX;
        }
        if (expr instanceof Expr.Unary unary) {
            return number(unary.of(), "a sign");
        }
        if (expr instanceof Expr.Aggregation aggregation) {
            return aggregation(aggregation);
        }
        return expr instanceof Expr.Call call ? call(call) : binary((Expr.Binary) expr);
    }

    private static void require(Expr expr, Type expected, String where) throws SyntaxProblem {
        Type type = check(expr);
        if (type != expected) {
            throw new SyntaxProblem(
                    expr.extent().start(),
                    where + " takes " + expected + ", and this is " + type + mend(type, expected));
        }
    }

    private static String mend(Type type, Type expected) {
        if (expected == Type.MATRIX && type == Type.VECTOR) {
            return ": add a range, such as [$(window)]";
        }
        return expected == Type.VECTOR && type == Type.MATRIX
                ? ": put rate(), or another function of ranges, around it"
                : "";
    }

    private static Type number(Expr expr, String where) throws SyntaxProblem {
        Type type = check(expr);
        if (type == Type.TEXT || type == Type.MATRIX) {
            throw new SyntaxProblem(
                    expr.extent().start(),
                    where + " takes numbers or series, and this is " + type + mend(type, Type.VECTOR));
        }
        return type;
    }

    private static Type aggregation(Expr.Aggregation aggregation) throws SyntaxProblem {
        Optional<Expr> parameter = aggregation.parameter();
        if (parameter.isPresent()) {
            require(
                    parameter.get(),
                    aggregation.operator().equals("count_values") ? Type.TEXT : Type.SCALAR,
                    "the parameter of " + aggregation.operator());
        }
        require(aggregation.of(), Type.VECTOR, aggregation.operator());
        return Type.VECTOR;
    }

    private static Type call(Expr.Call call) throws SyntaxProblem {
        Functions.Signature signature = Functions.named(call.function())
                .orElseThrow(() ->
                        new SyntaxProblem(call.extent().start(), "no function " + call.function() + " is known here"));
        int given = call.arguments().size();
        if (given < signature.least() || given > signature.takes().size() && !signature.more()) {
            throw new SyntaxProblem(
                    call.extent().start(),
                    call.function() + " takes " + signature.takes().size() + " arguments, not " + given);
        }
        for (int i = 0; i < given; i++) {
            require(call.arguments().get(i), signature.argument(i), call.function());
        }
        return signature.gives();
    }

    private static Type binary(Expr.Binary binary) throws SyntaxProblem {
        Operator operator = binary.operator();
        Type left = number(binary.left(), operator.toString());
        Type right = number(binary.right(), operator.toString());
        int at = binary.left().extent().start();
        boolean both = left == Type.VECTOR && right == Type.VECTOR;
        if (binary.bool() && !operator.isComparison()) {
            throw new SyntaxProblem(at, "bool belongs to comparisons only");
        }
        if (operator.isComparison() && !binary.bool() && left == Type.SCALAR && right == Type.SCALAR) {
            throw new SyntaxProblem(at, "two numbers are compared with bool: write " + operator + " bool");
        }
        if (operator.isSet() && !both) {
            throw new SyntaxProblem(at, operator + " takes series on both sides: write vector(0) for a number");
        }
        if (binary.matching().labels().isPresent() && !both) {
            throw new SyntaxProblem(at, "on and ignoring need series on both sides");
        }
        if (operator.isSet() && binary.matching().group().isPresent()) {
            throw new SyntaxProblem(
                    at, operator + " knows no " + binary.matching().group().get());
        }
        requireApart(at, binary.matching());
        return both || left == Type.VECTOR || right == Type.VECTOR ? Type.VECTOR : Type.SCALAR;
    }

    private static void requireApart(int at, Expr.Matching matching) throws SyntaxProblem {
        List<String> labels = matching.labels().orElse(List.of());
        for (String label : matching.include()) {
            if (matching.on() && labels.contains(label)) {
                throw new SyntaxProblem(at, "the label " + label + " stands in on and in the group");
            }
        }
    }
}
