package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.model.Cohorts;
import dev.featurerollout.model.CountQuery;
import dev.featurerollout.model.Design;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Reads what one look weighs out of the answer to its query.
 *
 * <p>No series of bad events beside traffic is none of them; no series of traffic is missing, which is no news.
 */
final class CountReader {
    private final Design design;
    private final List<String> edges;

    /** @param edges of the histogram, if the design has one */
    CountReader(Design design, List<String> edges) {
        this.design = design;
        this.edges = edges;
    }

    /**
     * What was read.
     *
     * @param missing what is not there to be weighed, for people; empty if everything is
     */
    record Read(Look look, Optional<String> missing) {
        private static Read missing(String what) {
            return new Read(new Look.Missing(), Optional.of(what));
        }

        /** @param numbers all that is to be weighed: one that is no count says nothing about the others either */
        private static Read of(Look look, double leastTraffic, DoubleStream numbers) {
            OptionalDouble wrong = numbers.filter(number -> !(number >= 0 && number <= Look.MOST))
                    .findFirst();
            if (wrong.isPresent()) {
                return missing(Numbers.format(wrong.getAsDouble()) + " is no count");
            }
            return new Read(look, leastTraffic > 0 ? Optional.empty() : Optional.of("no traffic to compare"));
        }

        private static Read of(List<Counts> counts, double leastTraffic) {
            return of(
                    new Look.Compared(counts),
                    leastTraffic,
                    counts.stream()
                            .flatMapToDouble(edge -> DoubleStream.of(
                                    edge.treatmentBad(), edge.treatmentOf(), edge.controlBad(), edge.controlOf())));
        }
    }

    /** @throws IllegalArgumentException if the answer is of another form than the query asks for; a message for people */
    Read read(List<Sample> samples) {
        if (design instanceof Design.Counters counters) {
            return counters(counters.pair(), samples);
        }
        if (design instanceof Design.Histogram histogram) {
            return histogram(histogram.pair(), samples);
        }
        if (design instanceof Design.Values values) {
            return values(values.pair(), samples);
        }
        return design instanceof Design.Split split ? split(split.pair(), samples) : rate(samples);
    }

    private static Read counters(Cohorts cohorts, List<Sample> samples) {
        OptionalDouble treatment = count(samples, CountQuery.OF, cohorts.label(), cohorts.treatment());
        OptionalDouble control = count(samples, CountQuery.OF, cohorts.label(), cohorts.control());
        if (treatment.isEmpty() || control.isEmpty()) {
            return Read.missing(noTraffic(cohorts, treatment.isEmpty(), control.isEmpty()));
        }
        OptionalDouble treatmentBad = count(samples, CountQuery.BAD, cohorts.label(), cohorts.treatment());
        OptionalDouble controlBad = count(samples, CountQuery.BAD, cohorts.label(), cohorts.control());
        Counts counts = new Counts(
                treatmentBad.orElse(0), treatment.getAsDouble(), controlBad.orElse(0), control.getAsDouble());
        return Read.of(List.of(counts), Math.min(treatment.getAsDouble(), control.getAsDouble()));
    }

    private Read histogram(Cohorts cohorts, List<Sample> samples) {
        Buckets treatment = Buckets.of(samples, cohorts.label(), cohorts.treatment());
        Buckets control = Buckets.of(samples, cohorts.label(), cohorts.control());
        if (treatment.isEmpty() || control.isEmpty()) {
            return Read.missing(noTraffic(cohorts, treatment.isEmpty(), control.isEmpty()));
        }
        List<Counts> counts = new ArrayList<>();
        for (String edge : edges) {
            OptionalDouble slow = treatment.slowerThan(edge);
            OptionalDouble controlSlow = control.slowerThan(edge);
            if (slow.isEmpty() || controlSlow.isEmpty()) {
                return Read.missing("the histogram has no edge " + edge);
            }
            counts.add(new Counts(slow.getAsDouble(), treatment.all(), controlSlow.getAsDouble(), control.all()));
        }
        return Read.of(counts, Math.min(treatment.all(), control.all()));
    }

    private static Read values(Cohorts cohorts, List<Sample> samples) {
        OptionalDouble treatment = value(samples, cohorts.label(), cohorts.treatment());
        OptionalDouble control = value(samples, cohorts.label(), cohorts.control());
        if (treatment.isEmpty() || control.isEmpty()) {
            return Read.missing(noTraffic(cohorts, treatment.isEmpty(), control.isEmpty()));
        }
        Look.Paired pair = new Look.Paired(treatment.getAsDouble(), control.getAsDouble());
        // Zero divided by zero: there was no traffic that the value could be about.
        return Double.isFinite(pair.treatment()) && Double.isFinite(pair.control())
                ? new Read(pair, Optional.empty())
                : Read.missing("not a number (" + Numbers.format(pair.treatment()) + ", "
                        + Numbers.format(pair.control()) + ")");
    }

    private static Read split(Cohorts cohorts, List<Sample> samples) {
        OptionalDouble treatment = value(samples, cohorts.label(), cohorts.treatment());
        OptionalDouble control = value(samples, cohorts.label(), cohorts.control());
        if (treatment.isEmpty() && control.isEmpty()) {
            return Read.missing(noTraffic(cohorts, true, true));
        }
        Counts requests = new Counts(0, treatment.orElse(0), 0, control.orElse(0));
        return Read.of(List.of(requests), requests.treatmentOf() + requests.controlOf());
    }

    private static Read rate(List<Sample> samples) {
        OptionalDouble of = count(samples, CountQuery.OF, "", "");
        if (of.isEmpty()) {
            return Read.missing("no traffic");
        }
        double all = of.getAsDouble();
        double bad = count(samples, CountQuery.BAD, "", "").orElse(0);
        return Read.of(new Look.Single(bad, all), all, DoubleStream.of(bad, all));
    }

    private static String noTraffic(Cohorts cohorts, boolean treatment, boolean control) {
        String with = cohorts.label() + "=\"" + cohorts.treatment() + '"';
        String without = cohorts.label() + "=\"" + cohorts.control() + '"';
        return "no series with " + (treatment && control ? with + " or " + without : treatment ? with : without);
    }

    private static OptionalDouble count(List<Sample> samples, String counted, String label, String value) {
        return value(
                samples.stream()
                        .filter(sample -> counted.equals(sample.labels().get(CountQuery.LABEL)))
                        .toList(),
                label,
                value);
    }

    /** Returns the number of the one series with that label; a label that is not there has an empty value. */
    private static OptionalDouble value(List<Sample> samples, String label, String value) {
        List<Sample> matching = samples.stream()
                .filter(sample -> has(sample.labels(), label, value))
                .toList();
        if (matching.size() > 1) {
            throw new IllegalArgumentException(matching.size() + " series with " + label + "=\"" + value
                    + "\" instead of one: aggregate them in the query, for instance with sum by (" + label + ")");
        }
        return matching.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(matching.get(0).value());
    }

    static boolean has(Map<String, String> labels, String label, String value) {
        return label.isEmpty() || labels.getOrDefault(label, "").equals(value);
    }
}
