package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.model.Guarantee;
import dev.featurerollout.model.Guarantee.OnInconclusive;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Tolerance;
import dev.featurerollout.plan.Testing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Criteria for tests: one that is plain, and what is different about others. */
public final class Criteria {
    public static final Criterion PLAIN = new Criterion(
            "errors",
            Role.Guardrail,
            Criterion.DEFAULT_PROVIDER,
            new Criterion.Query(new QueryTemplate("errors[$(window)]")),
            max("0.01"),
            Bounds.NONE,
            Optional.empty(),
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            1,
            Optional.empty(),
            NoDataPolicy.Hold,
            SeriesPolicy.Refuse,
            false,
            Criterion.Origin.Namespace,
            Optional.empty());

    /** 5 % now, 25 % next, and the defaults of the API. */
    public static final Testing TESTING = new Testing(
            0.05,
            OptionalDouble.of(0.25),
            new Guarantee(0.01, 0.05, false, Duration.ofMinutes(5), 0.25, OnInconclusive.Hold, 1),
            Map.of());

    private Criteria() {}

    public static Bounds max(String max) {
        return new Bounds(Optional.empty(), Optional.of(new BigDecimal(max)));
    }

    public static Bounds min(String min) {
        return new Bounds(Optional.of(new BigDecimal(min)), Optional.empty());
    }

    public static Bounds between(String min, String max) {
        return new Bounds(Optional.of(new BigDecimal(min)), Optional.of(new BigDecimal(max)));
    }

    public static Criterion named(String name) {
        return with(PLAIN, name, PLAIN.role(), PLAIN.measurand(), PLAIN.bounds(), PLAIN.warning());
    }

    public static Criterion bounded(Bounds bounds, Bounds warning) {
        return with(PLAIN, PLAIN.name(), PLAIN.role(), PLAIN.measurand(), bounds, warning);
    }

    public static Criterion ratio(Bounds bounds) {
        Criterion.Ratio ratio = new Criterion.Ratio(new QueryTemplate("part"), new QueryTemplate("requests"));
        return with(PLAIN, PLAIN.name(), PLAIN.role(), ratio, bounds, Bounds.NONE);
    }

    private static Criterion with(
            Criterion was, String name, Role role, Criterion.Measurand measurand, Bounds bounds, Bounds warning) {
        return new Criterion(
                name,
                role,
                was.provider(),
                measurand,
                bounds,
                warning,
                was.baseline(),
                was.samples(),
                was.window(),
                was.interval(),
                was.failureLimit(),
                was.failureBudget(),
                was.noData(),
                was.multipleSeries(),
                was.dryRun(),
                was.origin(),
                was.advice());
    }

    public static Criterion role(Criterion was, Role role) {
        return with(was, was.name(), role, was.measurand(), was.bounds(), was.warning());
    }

    public static Criterion every(Criterion was, Duration interval, Duration window) {
        return policies(was, was.samples(), interval, window, was.noData(), was.multipleSeries());
    }

    public static Criterion noData(Criterion was, NoDataPolicy noData) {
        return policies(was, was.samples(), was.interval(), was.window(), noData, was.multipleSeries());
    }

    public static Criterion series(Criterion was, SeriesPolicy policy) {
        return policies(was, was.samples(), was.interval(), was.window(), was.noData(), policy);
    }

    public static Criterion samples(Criterion was, int min) {
        Criterion.Samples samples = new Criterion.Samples(new QueryTemplate("requests"), BigDecimal.valueOf(min));
        return policies(was, Optional.of(samples), was.interval(), was.window(), was.noData(), was.multipleSeries());
    }

    private static Criterion policies(
            Criterion was,
            Optional<Criterion.Samples> samples,
            Duration interval,
            Duration window,
            NoDataPolicy noData,
            SeriesPolicy series) {
        return new Criterion(
                was.name(),
                was.role(),
                was.provider(),
                was.measurand(),
                was.bounds(),
                was.warning(),
                was.baseline(),
                samples,
                window,
                interval,
                was.failureLimit(),
                was.failureBudget(),
                noData,
                series,
                was.dryRun(),
                was.origin(),
                was.advice());
    }

    public static Criterion limits(Criterion was, int failureLimit, Integer failureBudget) {
        return new Criterion(
                was.name(),
                was.role(),
                was.provider(),
                was.measurand(),
                was.bounds(),
                was.warning(),
                was.baseline(),
                was.samples(),
                was.window(),
                was.interval(),
                failureLimit,
                Optional.ofNullable(failureBudget),
                was.noData(),
                was.multipleSeries(),
                was.dryRun(),
                was.origin(),
                was.advice());
    }

    public static Criterion increase(String maxIncrease) {
        return increase(bounded(Bounds.NONE, Bounds.NONE), maxIncrease);
    }

    public static Criterion increase(Criterion was, String maxIncrease) {
        return baseline(was, Optional.of(Tolerance.parse(maxIncrease)), Optional.empty());
    }

    public static Criterion decrease(String maxDecrease) {
        return baseline(bounded(Bounds.NONE, Bounds.NONE), Optional.empty(), Optional.of(Tolerance.parse(maxDecrease)));
    }

    private static Criterion baseline(Criterion was, Optional<Tolerance> increase, Optional<Tolerance> decrease) {
        return new Criterion(
                was.name(),
                was.role(),
                was.provider(),
                was.measurand(),
                was.bounds(),
                was.warning(),
                Optional.of(new Criterion.Baseline(new QueryTemplate("baseline"), increase, decrease)),
                was.samples(),
                was.window(),
                was.interval(),
                was.failureLimit(),
                was.failureBudget(),
                was.noData(),
                was.multipleSeries(),
                was.dryRun(),
                was.origin(),
                was.advice());
    }
}
