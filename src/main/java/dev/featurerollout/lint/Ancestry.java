package dev.featurerollout.lint;

import dev.featurerollout.promql.Expr;
import dev.featurerollout.promql.Expr.Binary;
import dev.featurerollout.promql.Expr.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The way from the root of a query down to one of its expressions.
 *
 * @param steps the root first, the expression itself last
 */
record Ancestry(List<Expr> steps) {
    static Ancestry of(Expr root, Expr expr) {
        List<Expr> steps = new ArrayList<>();
        find(root, expr, steps);
        return new Ancestry(List.copyOf(steps));
    }

    private static boolean find(Expr from, Expr expr, List<Expr> steps) {
        steps.add(from);
        if (from == expr) {
            return true;
        }
        for (Expr child : from.children()) {
            if (find(child, expr, steps)) {
                return true;
            }
        }
        steps.remove(steps.size() - 1);
        return false;
    }

    /** Whether somewhere on the way {@code test} holds for an expression and the step below it. */
    boolean passes(BiPredicate<Expr, Expr> test) {
        for (int i = 0; i + 1 < steps.size(); i++) {
            if (test.test(steps.get(i), steps.get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the way goes through the left side of one of these operators. */
    boolean passesLeftOf(Operator... operators) {
        return passes((above, below) -> above instanceof Binary binary
                && binary.left() == below
                && List.of(operators).contains(binary.operator()));
    }

    /** Whether the way goes through the right side of one of these operators. */
    boolean passesRightOf(Operator... operators) {
        return passes((above, below) -> above instanceof Binary binary
                && binary.right() == below
                && List.of(operators).contains(binary.operator()));
    }
}
