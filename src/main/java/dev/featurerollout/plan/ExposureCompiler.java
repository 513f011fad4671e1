package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.ExposureSpec;
import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Measurand;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Role;
import dev.featurerollout.statistics.SplitTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads {@code spec.propagation.exposure} into a criterion of each stage: a signal that holds until the share that is
 * really served is as declared.
 */
final class ExposureCompiler {
    static final String NAME = "exposure";

    private static final String PATH = "spec.propagation.exposure";
    private static final BigDecimal DEFAULT_FACTOR = new BigDecimal("1.5");
    private static final String ADVICE =
            "users do not get the declared share: look at the flag's key and variation, the default in the code, a"
                + " ConfigMap mounted by subPath or as environment, which never changes, and the age of the flag SDK";

    /** It only holds, so it may spend a chance of its own beside that of the rollback. */
    private static final double CHANCE = 0.001;

    private static final Duration INTERVAL_OF_A_TEST = Duration.ofSeconds(60);

    private final Problems problems;
    private final BiFunction<String, String, QueryTemplate> queries;
    private final Optional<Measurand> measurand;
    private final BigDecimal factor;

    ExposureCompiler(
            Problems problems, BiFunction<String, String, QueryTemplate> queries, Optional<ExposureSpec> spec) {
        this.problems = problems;
        this.queries = queries;
        spec.ifPresent(this::check);
        this.factor = spec.map(this::factor).orElse(DEFAULT_FACTOR);
        this.measurand = spec.map(this::measurand);
    }

    /** Returns the criterion for a stage; empty without exposure, and where it could not tell anything. */
    Optional<Criterion> of(Percentage percentage) {
        return measurand.flatMap(
                what -> what instanceof Sequential ? ofSplit(what, percentage) : ofShare(what, percentage));
    }

    private static Optional<Criterion> ofSplit(Measurand split, Percentage percentage) {
        return percentage.equals(Percentage.HUNDRED)
                ? Optional.empty()
                : Optional.of(criterion(split, Bounds.NONE, INTERVAL_OF_A_TEST, INTERVAL_OF_A_TEST));
    }

    private Optional<Criterion> ofShare(Measurand share, Percentage percentage) {
        BigDecimal declared = percentage.value();
        Bounds bounds = new Bounds(
                Optional.of(declared.divide(factor, MathContext.DECIMAL32)), Optional.of(declared.multiply(factor)));
        return Optional.of(
                criterion(share, bounds, CriterionCompiler.DEFAULT_WINDOW, CriterionCompiler.DEFAULT_INTERVAL));
    }

    private Measurand measurand(ExposureSpec given) {
        return given.of() == null ? new Criterion.Query(queries.apply(PATH + ".query", given.query())) : split(given);
    }

    private void check(ExposureSpec given) {
        if ((given.query() == null) == (given.of() == null)) {
            problems.add(PATH, "give exactly one of query, a share in percent, and of, a counter; remove the other");
        } else if ((given.of() == null) != (given.cohort() == null)) {
            problems.add(PATH, "of and cohort go together, to count the requests with and without; give both");
        }
        if (given.query() == null && given.tolerance() != null) {
            problems.add(PATH + ".tolerance", "tolerance is for query; beside of use tolerate");
        }
        if (given.of() == null && given.tolerate() != null) {
            problems.add(PATH + ".tolerate", "tolerate is for of; beside query use tolerance");
        }
    }

    private BigDecimal factor(ExposureSpec given) {
        BigDecimal factor = problems.parse(PATH + ".tolerance", given.tolerance(), DEFAULT_FACTOR, Decimals::parse);
        if (factor.compareTo(BigDecimal.ONE) <= 0) {
            problems.add(PATH + ".tolerance", factor + " is not above 1, the factor it may be off by");
            return DEFAULT_FACTOR;
        }
        return factor;
    }

    private Measurand split(ExposureSpec given) {
        SequentialCompiler compiler = new SequentialCompiler(problems, queries);
        Cohorts cohorts = compiler.cohorts(PATH + ".cohort", given.cohort());
        BigDecimal tolerate =
                problems.parse(PATH + ".tolerate", given.tolerate(), new BigDecimal("0.5"), Decimals::share);
        if (tolerate.signum() <= 0) {
            problems.add(PATH + ".tolerate", given.tolerate() + " is not above 0");
            tolerate = new BigDecimal("0.5");
        }
        return new Sequential(
                compiler.requests(PATH + ".of", given.of(), cohorts),
                new Design.Split(cohorts, new SplitTest(tolerate.doubleValue())),
                1,
                Optional.of(CHANCE),
                "the declared share, tolerate "
                        + tolerate.movePointRight(2).stripTrailingZeros().toPlainString() + "%");
    }

    private static Criterion criterion(Measurand measurand, Bounds bounds, Duration window, Duration interval) {
        return new Criterion(
                NAME,
                Role.Signal,
                Criterion.DEFAULT_PROVIDER,
                measurand,
                bounds,
                Bounds.NONE,
                Optional.empty(),
                Optional.empty(),
                window,
                interval,
                1,
                Optional.empty(),
                Criterion.NoDataPolicy.Hold,
                Criterion.SeriesPolicy.Refuse,
                false,
                Criterion.Origin.Namespace,
                Optional.of(ADVICE));
    }
}
