package dev.featurerollout.support;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes time lines in the form that {@link PrometheusServer#backfill} takes. */
public final class OpenMetricsText {

    private final Map<String, StringBuilder> families = new LinkedHashMap<>();

    /**
     * Adds one series of a gauge: a sample at {@code first}, {@code first + step}, … up to and including {@code last}.
     *
     * @param value gives null where there is no sample; a series that ends is seen for five more minutes (Prometheus'
     *     look-back), because a file cannot say that it ended
     */
    public OpenMetricsText gauge(
            String name,
            Map<String, String> labels,
            Instant first,
            Instant last,
            Duration step,
            Function<Instant, Double> value) {
        return samples(name, "gauge", name, labels, first, last, step, value);
    }

    /** As {@link #gauge} for a counter; its samples are called {@code family_total}, and {@code value} must not fall. */
    public OpenMetricsText counter(
            String family,
            Map<String, String> labels,
            Instant first,
            Instant last,
            Duration step,
            Function<Instant, Double> value) {
        return samples(family, "counter", family + "_total", labels, first, last, step, value);
    }

    private OpenMetricsText samples(
            String family,
            String type,
            String name,
            Map<String, String> labels,
            Instant first,
            Instant last,
            Duration step,
            Function<Instant, Double> value) {
        StringBuilder out = families.computeIfAbsent(family, f -> new StringBuilder("# TYPE " + f + " " + type + "\n"));
        String series = name
                + labels.entrySet().stream()
                        .map(e -> e.getKey() + "=\"" + escaped(e.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
        for (Instant t = first; !t.isAfter(last); t = t.plus(step)) {
            Double sample = value.apply(t);
            if (sample != null) {
                String at = BigDecimal.valueOf(t.toEpochMilli(), 3).toPlainString();
                out.append(series)
                        .append(' ')
                        .append(number(sample))
                        .append(' ')
                        .append(at)
                        .append('\n');
            }
        }
        return this;
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    /** The whole text. */
    @Override
    public String toString() {
        return String.join("", families.values()) + "# EOF\n";
    }
}
