package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.BoundSpec;
import dev.featurerollout.api.v1alpha1.CohortSpec;
import dev.featurerollout.api.v1alpha1.CompareSpec;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.CountQuery;
import dev.featurerollout.model.Criterion.Sequential;
import dev.featurerollout.model.Design;
import dev.featurerollout.model.QueryTemplate;
import dev.featurerollout.model.Tolerance;
import dev.featurerollout.statistics.BoundTest;
import dev.featurerollout.statistics.Bursts;
import dev.featurerollout.statistics.CompareTest;
import dev.featurerollout.statistics.Direction;
import dev.featurerollout.statistics.Margin;
import dev.featurerollout.statistics.PairedTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads {@code compare} and {@code bound}: sequential tests, and the one query that gives all that a look weighs. */
final class SequentialCompiler {
    /** Covers lasting differences between the users of two cohorts; see docs/statistics.md. */
    private static final Tolerance DEFAULT_TOLERANCE = Tolerance.parse("20%");

    /** No rollback for two errors of a service that hardly ever fails. */
    private static final double DEFAULT_FLOOR_OF_ERRORS = 0.0005;

    private final Problems problems;
    private final BiFunction<String, String, QueryTemplate> queries;

    /** @param queries makes a query of a path and a text, and notes what is wrong with its variables */
    SequentialCompiler(Problems problems, BiFunction<String, String, QueryTemplate> queries) {
        this.problems = problems;
        this.queries = queries;
    }

    Sequential compare(String path, CompareSpec spec) {
        Cohorts cohorts = cohorts(path + ".cohort", spec.cohort());
        Tolerance tolerate = problems.parse(path + ".tolerate", spec.tolerate(), DEFAULT_TOLERANCE, Tolerance::parse);
        Bursts bursts = problems.constant(path + ".bursts", spec.bursts(), Bursts.Adaptive);
        if (bursts == Bursts.Strict && !tolerate.isOnlyRelative()) {
            problems.add(
                    path + ".tolerate",
                    tolerate + " has an absolute part, which bursts: Strict cannot weigh: make it a share, or use"
                            + " Adaptive");
            bursts = Bursts.Adaptive;
        }
        requireOne(path, spec);
        String bound = "compare " + cohorts.treatment() + " with " + cohorts.control() + ", tolerate " + tolerate;
        double weight = weight(path + ".weight", spec.weight());
        if (spec.histogram() != null) {
            return histogram(path, spec, cohorts, margin(path, spec, tolerate, 0), bursts, weight, bound);
        }
        if (spec.value() != null) {
            return values(path, spec, cohorts, tolerate, weight, bound);
        }
        Margin margin = margin(path, spec, tolerate, DEFAULT_FLOOR_OF_ERRORS);
        return new Sequential(
                counts(path, spec.bad(), spec.of(), cohorts.label()),
                new Design.Counters(cohorts, new CompareTest(margin, bursts, 1)),
                weight,
                Optional.empty(),
                bound);
    }

    Sequential bound(String path, BoundSpec spec) {
        double rate = problems.parse(path + ".rate", spec.rate(), BigDecimal.ONE, Decimals::share)
                .doubleValue();
        if (spec.rate() == null || rate <= 0 || rate >= 1) {
            problems.add(
                    path + ".rate", "is the share of bad events that is still well, above 0 and below 1: \"0.005\"");
            rate = 0.5;
        }
        Bursts bursts = problems.constant(path + ".bursts", spec.bursts(), Bursts.Adaptive);
        if (bursts == Bursts.Strict) {
            problems.add(path + ".bursts", "\"Strict\" needs a control to compare with: use Adaptive or Independent");
            bursts = Bursts.Adaptive;
        }
        return new Sequential(
                counts(path, spec.bad(), spec.of(), ""),
                new Design.Rate(new BoundTest(rate, bursts)),
                weight(path + ".weight", spec.weight()),
                Optional.empty(),
                "rate at most " + Optional.ofNullable(spec.rate()).orElse("?"));
    }

    private Sequential histogram(
            String path, CompareSpec spec, Cohorts cohorts, Margin margin, Bursts bursts, double weight, String bound) {
        CounterSelector buckets = selector(path + ".histogram", spec.histogram());
        if (buckets.name().isEmpty() || buckets.name().endsWith("_bucket")) {
            problems.add(
                    path + ".histogram", "names the histogram itself, without _bucket: http_request_duration_seconds");
        }
        buckets = buckets.renamed(buckets.name() + "_bucket");
        List<String> edges = Optional.ofNullable(spec.slowerThan()).orElse(List.of());
        problems.unique(path + ".slowerThan", edges);
        edges.forEach(edge -> problems.parse(path + ".slowerThan", edge, SequentialCompiler::edge));
        QueryTemplate query = queries.apply(path + ".histogram", buckets.count(cohorts.label() + ", le"));
        QueryTemplate shares = queries.apply(
                path + ".histogram", "sum by (" + cohorts.label() + ", le) (increase(" + buckets + "[1h]))");
        return new Sequential(
                query,
                new Design.Histogram(cohorts, margin, bursts, edges, shares),
                weight,
                Optional.empty(),
                bound + (edges.isEmpty() ? "" : ", slower than " + String.join(", ", edges)));
    }

    private static BigDecimal edge(String text) {
        try {
            return Decimals.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    '"' + text + "\" is no edge: write the number of an le label, such as \"0.5\"", e);
        }
    }

    private Sequential values(
            String path, CompareSpec spec, Cohorts cohorts, Tolerance tolerate, double weight, String bound) {
        if (spec.ignoreBelow() != null) {
            problems.add(path + ".ignoreBelow", "is for shares of events, not for values: remove it");
        }
        if (spec.bursts() != null) {
            problems.add(path + ".bursts", "is for counts of events, not for values: remove it");
        }
        Direction higherIs = problems.constant(path + ".higherIs", spec.higherIs(), Direction.Worse);
        Margin margin = new Margin(ratio(tolerate), tolerate.absolute().doubleValue(), 0);
        return new Sequential(
                queries.apply(path + ".value", spec.value()),
                new Design.Values(cohorts, new PairedTest(margin, higherIs)),
                weight,
                Optional.empty(),
                bound);
    }

    private QueryTemplate counts(String path, String bad, String of, String labels) {
        CounterSelector part = selector(path + ".bad", bad);
        CounterSelector whole = selector(path + ".of", of);
        queries.apply(path + ".bad", part.toString());
        queries.apply(path + ".of", whole.toString());
        return new QueryTemplate(CountQuery.of(part.count(labels), whole.count(labels)));
    }

    /** Returns the query that counts the requests of each cohort in one look. */
    QueryTemplate requests(String path, String of, Cohorts cohorts) {
        return queries.apply(path, selector(path, of).count(cohorts.label()));
    }

    private CounterSelector selector(String path, String text) {
        String given = problems.required(path, text, "a selector of counters, such as http_requests_total");
        return problems.parse(path, given.isEmpty() ? null : given, CounterSelector::parse)
                .orElse(new CounterSelector("up", ""));
    }

    Cohorts cohorts(String path, CohortSpec spec) {
        if (spec == null) {
            problems.add(path, "is required: the label that tells requests with the flag from those without");
            return new Cohorts("cohort", "on", "off");
        }
        String label = problems.required(path + ".label", spec.label(), "the label that tells the cohorts apart");
        String treatment = problems.required(path + ".treatment", spec.treatment(), "its value with the flag");
        String control = Optional.ofNullable(spec.control()).orElse("");
        if (treatment.equals(control)) {
            problems.add(path + ".control", "is the same as treatment: there would be nothing to compare");
        }
        return new Cohorts(label, treatment, control);
    }

    private Margin margin(String path, CompareSpec spec, Tolerance tolerate, double defaultFloor) {
        double floor = problems.parse(
                        path + ".ignoreBelow", spec.ignoreBelow(), BigDecimal.valueOf(defaultFloor), Decimals::share)
                .doubleValue();
        if (floor < 0 || floor >= 1) {
            problems.add(path + ".ignoreBelow", spec.ignoreBelow() + " is not a share below 1");
            floor = 0;
        }
        return new Margin(ratio(tolerate), tolerate.absolute().doubleValue(), floor);
    }

    private static double ratio(Tolerance tolerate) {
        return BigDecimal.ONE.add(tolerate.relative()).doubleValue();
    }

    private double weight(String path, String text) {
        double weight =
                problems.parse(path, text, BigDecimal.ONE, Decimals::parse).doubleValue();
        if (weight <= 0) {
            problems.add(path, text + " is not above 0");
            return 1;
        }
        return weight;
    }

    private void requireOne(String path, CompareSpec spec) {
        boolean counts = spec.bad() != null || spec.of() != null;
        int given = (counts ? 1 : 0) + (spec.histogram() != null ? 1 : 0) + (spec.value() != null ? 1 : 0);
        if (given != 1) {
            problems.add(path, "give exactly one of bad with of, histogram, and value; counts are the better choice");
        } else if (counts && (spec.bad() == null || spec.of() == null)) {
            problems.add(path, "bad and of go together, bad counts what went wrong of all events; give both");
        }
        if (spec.slowerThan() != null && spec.histogram() == null) {
            problems.add(path + ".slowerThan", "slowerThan names edges of a histogram; give histogram, or remove it");
        }
        if (spec.higherIs() != null && spec.value() == null) {
            problems.add(path + ".higherIs", "higherIs belongs to value; counts of bad events are always worse");
        }
    }
}
