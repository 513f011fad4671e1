package dev.featurerollout.lint;

import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Ratio;
import dev.featurerollout.promql.Expr;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rule looks at: one query of one criterion.
 *
 * @param root the tree of {@code rendering}
 * @param scrapeInterval between two samples of a series, if it is known
 */
record Subject(Criterion criterion, Use use, Rendering rendering, Expr root, Optional<Duration> scrapeInterval) {

    /** What a query is for. */
    enum Use {
        /** Its number is judged. */
        VALUE,
        /** The numerator of a ratio. */
        PART,
        /** The denominator of a ratio. */
        OF,
        /** Its number is what another is held against. */
        BASELINE,
        /** It counts samples. */
        SAMPLES
    }

    /** Whether this is the first query of its criterion: what concerns the criterion as a whole is said once, there. */
    boolean isFirst() {
        return use == Use.VALUE || use == Use.PART;
    }

    boolean isRatio() {
        return criterion.measurand() instanceof Ratio;
    }

    <E extends Expr> Stream<E> all(Class<E> kind) {
        return root.all().filter(kind::isInstance).map(kind::cast);
    }
}
