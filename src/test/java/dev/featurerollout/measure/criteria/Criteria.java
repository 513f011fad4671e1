package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Role;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Criteria for tests: one that is plain, and what is different about others. */
public final class Criteria {
    public static final Criterion PLAIN = new Criterion(
            "errors",
            Role.Guardrail,
            new Criterion.Query(new QueryTemplate("errors[$(window)]")),
            max("0.01"),
            Bounds.NONE,
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            1,
            Optional.empty(),
            NoDataPolicy.Hold,
            SeriesPolicy.Refuse,
            false);

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
                measurand,
                bounds,
                warning,
                was.samples(),
                was.window(),
                was.interval(),
                was.failureLimit(),
                was.failureBudget(),
                was.noData(),
                was.multipleSeries(),
                was.dryRun());
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
                was.measurand(),
                was.bounds(),
                was.warning(),
                samples,
                window,
                interval,
                was.failureLimit(),
                was.failureBudget(),
                noData,
                series,
                was.dryRun());
    }

    public static Criterion limits(Criterion was, int failureLimit, Integer failureBudget) {
        return new Criterion(
                was.name(),
                was.role(),
                was.measurand(),
                was.bounds(),
                was.warning(),
                was.samples(),
                was.window(),
                was.interval(),
                failureLimit,
                Optional.ofNullable(failureBudget),
                was.noData(),
                was.multipleSeries(),
                was.dryRun());
    }
}
