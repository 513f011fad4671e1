package dev.featurerollout.lint;

import dev.featurerollout.promql.Expr;
import java.util.OptionalInt;

/**
 * What a rule has to say.
 *
 * @param field the criterion's field it is about; empty text for the query itself
 * @param offset in the rendered query
 */
record Remark(String field, OptionalInt offset, String message) {
    static Remark at(Expr expr, String message) {
        return at(expr.extent().start(), message);
    }

    static Remark at(int offset, String message) {
        return new Remark("", OptionalInt.of(offset), message);
    }

    static Remark on(String field, String message) {
        return new Remark(field, OptionalInt.empty(), message);
    }
}
