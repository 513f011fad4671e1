package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Sample;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The buckets of one cohort's histogram.
 *
 * @param upTo how many events were at most so large, by edge; the last edge is infinite and has all of them
 */
record Buckets(NavigableMap<Double, Double> upTo) {
    private static final String LE = "le";
    private static final Pattern EDGE = Pattern.compile("\\+Inf|-?[0-9.]+(?:[eE][-+]?[0-9]+)?");

    static Buckets of(List<Sample> samples, String label, String value) {
        TreeMap<Double, Double> upTo = new TreeMap<>();
        samples.stream()
                .filter(sample -> CountReader.has(sample.labels(), label, value))
                .filter(sample ->
                        EDGE.matcher(sample.labels().getOrDefault(LE, "")).matches())
                // Clients that write 1 and others that write 1.0 are different series of the same edge.
                .forEach(sample -> upTo.merge(edge(sample.labels().get(LE)), sample.value(), Double::sum));
        return new Buckets(upTo);
    }

    /** Prometheus 3 writes 1.0 where 2 wrote 1, so edges are compared as numbers. */
    static double edge(String le) {
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    }

    /** Whether it is not known how many events there were. */
    boolean isEmpty() {
        return !upTo.containsKey(Double.POSITIVE_INFINITY);
    }

    double all() {
        return upTo.get(Double.POSITIVE_INFINITY);
    }

    /** Returns how many events were beyond an edge; empty if the histogram has no such edge. */
    OptionalDouble slowerThan(String edge) {
        Double fast = upTo.get(edge(edge));
        return fast == null ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, all() - fast));
    }
}
