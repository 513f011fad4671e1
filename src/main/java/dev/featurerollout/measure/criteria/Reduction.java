package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.measure.MetricSource.Series;
import dev.featurerollout.measure.MetricSource.Unavailable;
import dev.featurerollout.model.Criterion.SeriesPolicy;
import dev.featurerollout.model.Measurement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Makes one number of an answer. */
final class Reduction {
    private static final int MOST_NAMES = 10;

    private Reduction() {}

    /** Returns the number that {@code policy} makes of an answer; samples that are not a number count as absent. */
    static Measurement reduce(Answer answer, SeriesPolicy policy) {
        if (answer instanceof Unavailable unavailable) {
            return new Measurement.Unavailable(unavailable.message());
        }
        if (answer instanceof Refused refused) {
            return new Measurement.Invalid(refused.message());
        }
        List<Sample> samples = ((Series) answer).samples();
        if (samples.size() > 1 && policy == SeriesPolicy.Refuse) {
            return new Measurement.Invalid(samples.size() + " series instead of one number" + apart(samples)
                    + ": aggregate them in the query, for instance with sum(), or set multipleSeries");
        }
        double[] numbers = samples.stream()
                .mapToDouble(Sample::value)
                .filter(number -> !Double.isNaN(number))
                .toArray();
        if (numbers.length == 0) {
            return new Measurement.NoData(samples.isEmpty() ? "no series" : "not a number (NaN)");
        }
        double number = aggregate(DoubleStream.of(numbers), policy);
        // Infinities of both signs cancel to a NaN.
        return Double.isNaN(number) ? new Measurement.NoData("not a number (NaN)") : new Measurement.Value(number);
    }

    /** The names of the labels that tell them apart; never a value, which may be of another tenant. */
    private static String apart(List<Sample> samples) {
        Set<String> names = new TreeSet<>();
        for (Sample sample : samples) {
            names.addAll(sample.labels().keySet());
        }
        names.removeIf(name -> samples.stream()
                        .map(sample -> sample.labels().getOrDefault(name, ""))
                        .distinct()
                        .count()
                == 1);
        return names.isEmpty()
                ? ""
                : names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ", ", which differ in ", ""));
    }

    private static double aggregate(DoubleStream numbers, SeriesPolicy policy) {
        return switch (policy) {
            case Max -> numbers.max().orElseThrow();
            case Min -> numbers.min().orElseThrow();
            case Sum -> numbers.sum();
            case Mean -> numbers.average().orElseThrow();
            case Refuse -> numbers.findFirst().orElseThrow();
        };
    }
}
