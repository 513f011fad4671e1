package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.BaselineSpec;
import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.RatioSpec;
import dev.featurerollout.model.Bounds;
import dev.featurerollout.model.Criterion;
import dev.featurerollout.model.Criterion.Measurand;
import dev.featurerollout.model.Criterion.NoDataPolicy;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.model.DurationText;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Role;
import dev.featurerollout.model.Tolerance;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads success criteria. */
final class CriterionCompiler {
    static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);
    static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    /** Long enough for most bursts of errors to be over; see docs/statistics.md. */
    private static final Duration DEFAULT_INTERVAL_OF_A_TEST = Duration.ofSeconds(60);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Problems problems;
    /** A query with its variables replaced; each evaluation sends it. */
    private static final int LONGEST_QUERY = 65_536;

    /** All queries of a rollout together: its status repeats them, and one object holds little more than a megabyte. */
    private static final int LONGEST_QUERIES = 400_000;

    private final Map<String, String> variables;
    private final Set<String> ofClusterTemplates;
    private int total;

    /**
     * @param variables the names that queries may use, and their values
     * @param ofClusterTemplates the paths of criteria that come from ClusterCriteriaTemplates
     */
    CriterionCompiler(Problems problems, Map<String, String> variables, List<String> ofClusterTemplates) {
        this.problems = problems;
        this.variables = variables;
        this.ofClusterTemplates = Set.copyOf(ofClusterTemplates);
    }

    List<Criterion> compile(String path, List<CriterionSpec> specs) {
        List<Criterion> criteria = new ArrayList<>();
        for (CriterionSpec spec : Optional.ofNullable(specs).orElse(List.of())) {
            criteria.add(criterion(path + "[" + criteria.size() + "]", spec));
        }
        return criteria;
    }

    private Criterion criterion(String path, CriterionSpec spec) {
        requireOneMeasurand(path, spec);
        return spec.compare() != null || spec.bound() != null ? test(path, spec) : threshold(path, spec);
    }

    private void requireOneMeasurand(String path, CriterionSpec spec) {
        long given = Stream.of(spec.query(), spec.ratio(), spec.compare(), spec.bound(), spec.templateRef())
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            problems.add(path, "needs exactly one of query, ratio, compare, bound and templateRef");
        } else if (spec.templateRef() != null) {
            problems.add(
                    path + ".templateRef",
                    "is of a template that is not known here, so its criteria cannot be checked: only the operator"
                            + " reads templates");
        }
        if (spec.args() != null && spec.templateRef() == null) {
            problems.add(path + ".args", "args are for a template; use spec.args, or add templateRef");
        }
    }

    private Criterion test(String path, CriterionSpec spec) {
        boolean thresholds = Stream.of(
                        spec.max(),
                        spec.min(),
                        spec.warning(),
                        spec.baseline(),
                        spec.samples(),
                        spec.window(),
                        spec.failureLimit(),
                        spec.failureBudget(),
                        spec.noData(),
                        spec.multipleSeries())
                .anyMatch(Objects::nonNull);
        if (thresholds) {
            problems.add(
                    path,
                    "compare and bound weigh the evidence by themselves; remove max, min, warning, baseline, samples,"
                            + " window, noData, multipleSeries and the failure limits");
        }
        Role role = problems.constant(path + ".role", spec.role(), Role.Guardrail);
        if (role == Role.Goal) {
            problems.add(path + ".role", "\"Goal\" is for thresholds: a sequential test is a Guardrail or a Signal");
        }
        Duration interval = atLeastASecond(path + ".interval", spec.interval(), DEFAULT_INTERVAL_OF_A_TEST);
        SequentialCompiler compiler = new SequentialCompiler(problems, this::query);
        Measurand test = spec.compare() != null
                ? compiler.compare(path + ".compare", spec.compare())
                : compiler.bound(path + ".bound", spec.bound());
        return new Criterion(
                name(path, spec),
                role,
                provider(spec),
                test,
                Bounds.NONE,
                Bounds.NONE,
                Optional.empty(),
                Optional.empty(),
                interval,
                interval,
                1,
                Optional.empty(),
                NoDataPolicy.Hold,
                SeriesPolicy.Refuse,
                Boolean.TRUE.equals(spec.dryRun()),
                origin(path),
                Optional.empty());
    }

    private Criterion.Origin origin(String path) {
        return ofClusterTemplates.contains(path) ? Criterion.Origin.ClusterTemplate : Criterion.Origin.Namespace;
    }

    private String name(String path, CriterionSpec spec) {
        return problems.required(path + ".name", spec.name(), "a name that is unique in the rollout");
    }

    private static String provider(CriterionSpec spec) {
        return Optional.ofNullable(spec.provider()).orElse(Criterion.DEFAULT_PROVIDER);
    }

    private Criterion threshold(String path, CriterionSpec spec) {
        Bounds bounds = bounds(path, spec.min(), spec.max());
        if (bounds.isOpen() && spec.baseline() == null) {
            problems.add(path, "has neither max nor min nor a baseline, so it could never fail: add one");
        }
        requireTheSideThatMatters(path, spec, bounds);
        NoDataPolicy noData = problems.constant(path + ".noData", spec.noData(), NoDataPolicy.Hold);
        if (noData == NoDataPolicy.Pass && spec.samples() == null) {
            problems.add(
                    path + ".noData",
                    "\"Pass\" needs samples: without them silence could not be told from health; add samples.query");
        }
        return new Criterion(
                name(path, spec),
                problems.constant(path + ".role", spec.role(), Role.Guardrail),
                provider(spec),
                measurand(path, spec),
                bounds,
                warning(path, spec, bounds),
                baseline(path + ".baseline", spec.baseline()),
                samples(path, spec),
                atLeastASecond(path + ".window", spec.window(), DEFAULT_WINDOW),
                atLeastASecond(path + ".interval", spec.interval(), DEFAULT_INTERVAL),
                atLeastOne(path + ".failureLimit", spec.failureLimit()).orElse(1),
                atLeastOne(path + ".failureBudget", spec.failureBudget()),
                noData,
                problems.constant(path + ".multipleSeries", spec.multipleSeries(), SeriesPolicy.Refuse),
                Boolean.TRUE.equals(spec.dryRun()),
                origin(path),
                Optional.empty());
    }

    private Optional<Criterion.Baseline> baseline(String path, BaselineSpec spec) {
        if (spec == null) {
            return Optional.empty();
        }
        Optional<Tolerance> increase = problems.parse(path + ".maxIncrease", spec.maxIncrease(), Tolerance::parse);
        Optional<Tolerance> decrease = problems.parse(path + ".maxDecrease", spec.maxDecrease(), Tolerance::parse);
        if (spec.maxIncrease() == null && spec.maxDecrease() == null) {
            problems.add(path, "says not how far from it is too far: set maxIncrease, maxDecrease or both");
        }
        String text = problems.required(
                path + ".query", spec.query(), "the number to compare with, such as the same query with offset 1d");
        return Optional.of(new Criterion.Baseline(query(path + ".query", text), increase, decrease));
    }

    /** A bound on the wrong side of a share would roll back what is healthy. */
    private void requireTheSideThatMatters(String path, CriterionSpec spec, Bounds bounds) {
        if (spec.ratio() == null || bounds.isOpen()) {
            return;
        }
        if (spec.ratio().good() != null && bounds.min().isEmpty()) {
            problems.add(
                    path + ".max", "stands beside ratio.good, the share that went well: use min, such as \"0.99\"");
        }
        if (spec.ratio().bad() != null && bounds.max().isEmpty()) {
            problems.add(
                    path + ".min", "stands beside ratio.bad, the share that went wrong: use max, such as \"0.01\"");
        }
    }

    private Measurand measurand(String path, CriterionSpec spec) {
        return spec.ratio() == null
                ? new Criterion.Query(query(path + ".query", spec.query()))
                : ratio(path + ".ratio", spec.ratio());
    }

    private Criterion.Ratio ratio(String path, RatioSpec spec) {
        if ((spec.bad() == null) == (spec.good() == null)) {
            problems.add(path, "needs exactly one of bad and good");
        }
        boolean good = spec.good() != null;
        String part = good ? spec.good() : Optional.ofNullable(spec.bad()).orElse("");
        return new Criterion.Ratio(
                query(path + (good ? ".good" : ".bad"), part),
                query(path + ".of", problems.required(path + ".of", spec.of(), "the query that counts all events")));
    }

    private Optional<Criterion.Samples> samples(String path, CriterionSpec spec) {
        if (spec.samples() == null) {
            return Optional.empty();
        }
        String text = problems.required(
                path + ".samples.query", spec.samples().query(), "a query that counts the samples behind a verdict");
        BigDecimal min = problems.parse(path + ".samples.min", spec.samples().min(), BigDecimal.ONE, Decimals::parse);
        if (min.signum() <= 0) {
            problems.add(path + ".samples.min", min.toPlainString() + " is not above 0");
        }
        return Optional.of(new Criterion.Samples(query(path + ".samples.query", text), min));
    }

    private Bounds bounds(String path, String min, String max) {
        Bounds bounds = new Bounds(
                problems.parse(path + ".min", min, Decimals::parse),
                problems.parse(path + ".max", max, Decimals::parse));
        if (bounds.min().isPresent()
                && bounds.max().isPresent()
                && bounds.min().get().compareTo(bounds.max().get()) > 0) {
            problems.add(path + ".min", min + " is above max " + max + ": nothing could pass");
        }
        return bounds;
    }

    private Bounds warning(String path, CriterionSpec spec, Bounds outer) {
        if (spec.warning() == null) {
            return Bounds.NONE;
        }
        Bounds inner =
                bounds(path + ".warning", spec.warning().min(), spec.warning().max());
        if (inner.isOpen()) {
            problems.add(path + ".warning", "has neither max nor min: add one or remove warning");
        }
        if (!inner.isOpen() && !insideOf(inner, outer)) {
            problems.add(
                    path + ".warning", "(" + inner + ") lies outside the bounds (" + outer + "): nothing could pass");
        }
        inner.max().ifPresent(max -> {
            if (outer.max().isEmpty() || max.compareTo(outer.max().get()) >= 0) {
                problems.add(
                        path + ".warning.max",
                        max.toPlainString() + " is not below max: the band between them is where it holds");
            }
        });
        inner.min().ifPresent(min -> {
            if (outer.min().isEmpty() || min.compareTo(outer.min().get()) <= 0) {
                problems.add(
                        path + ".warning.min",
                        min.toPlainString() + " is not above min: the band between them is where it holds");
            }
        });
        return inner;
    }

    private static boolean insideOf(Bounds inner, Bounds outer) {
        boolean below = inner.max().isPresent()
                && outer.min()
                        .filter(min -> inner.max().get().compareTo(min) < 0)
                        .isPresent();
        boolean above = inner.min().isPresent()
                && outer.max()
                        .filter(max -> inner.min().get().compareTo(max) > 0)
                        .isPresent();
        return !below && !above;
    }

    QueryTemplate query(String path, String given) {
        String text = Optional.ofNullable(given).orElse("");
        if (text.isBlank()) {
            problems.add(path, "is empty: write a PromQL query that gives one number");
        }
        QueryTemplate template = new QueryTemplate(text.strip());
        for (String name : template.variables()) {
            if (!variables.containsKey(name)) {
                problems.add(
                        path,
                        "unknown variable $(" + name + "): add it to spec.args, or use one of "
                                + String.join(", ", variables.keySet()));
            }
        }
        bound(path, template);
        return template;
    }

    private void bound(String path, QueryTemplate template) {
        int length = template.text().length()
                + template.places().stream()
                        .mapToInt(place ->
                                variables.getOrDefault(place.name(), "").length())
                        .sum();
        if (length > LONGEST_QUERY) {
            problems.add(
                    path,
                    "has " + length + " characters with its variables replaced; the most is " + LONGEST_QUERY
                            + ": use $(...) of long args less often");
        }
        boolean fitted = total <= LONGEST_QUERIES;
        total += template.text().length();
        if (fitted && total > LONGEST_QUERIES) {
            problems.add(
                    path,
                    "is one query too many: all queries of the rollout, those of templates included, may have "
                            + LONGEST_QUERIES + " characters together; use fewer criteria or shorter queries");
        }
    }

    private Duration atLeastASecond(String path, String value, Duration fallback) {
        Duration duration = problems.parse(path, value, fallback, DurationText::parse);
        if (duration.compareTo(SHORTEST) < 0) {
            problems.add(path, value + " is below 1s, the shortest that is possible");
            return SHORTEST;
        }
        return duration;
    }

    private Optional<Integer> atLeastOne(String path, Integer value) {
        if (value != null && value < 1) {
            problems.add(path, value + " is below 1");
            return Optional.empty();
        }
        return Optional.ofNullable(value);
    }
}
