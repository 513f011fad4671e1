package dev.featurerollout.measure.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.featurerollout.measure.MetricSource.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code data}: samples of one instant, or of each instant of a range. */
final class Results {
    private Results() {}

    /** The samples of an instant query. */
    static List<Sample> ofInstant(JsonNode data) throws Problem {
        JsonNode result = data.path("result");
        String type = data.path("resultType").asText();
        switch (type) {
            case "vector" -> {
                List<Sample> samples = new ArrayList<>();
                for (JsonNode series : array(result)) {
                    checkNumbers(series, "histogram");
                    samples.add(new Sample(labels(series), value(series.path("value"))));
                }
                return samples;
            }
            case "scalar" -> {
                return List.of(new Sample(Map.of(), value(result)));
            }
            case "matrix" ->
                throw Problem.refused("the query gives a range of samples for each series, not one number:"
                        + " put a function around it, as in rate(...[5m]) or avg_over_time(...[5m])");
            case "string" -> throw Problem.refused("the query gives a text, not a number");
            default -> throw malformed();
        }
    }

    /**
     * The samples of a range query.
     *
     * @param first the first instant asked for, in milliseconds
     * @param step between two of them, in milliseconds
     * @param count how many were asked for
     */
    static List<List<Sample>> ofRange(JsonNode data, long first, long step, int count) throws Problem {
        if (!data.path("resultType").asText().equals("matrix")) {
            throw malformed();
        }
        List<List<Sample>> instants =
                Stream.<List<Sample>>generate(ArrayList::new).limit(count).toList();
        for (JsonNode series : array(data.path("result"))) {
            checkNumbers(series, "histograms");
            Map<String, String> labels = labels(series);
            for (JsonNode point : array(series.path("values"))) {
                long since = Math.round(point.path(0).asDouble() * 1000) - first;
                if (since < 0 || since % step != 0 || since / step >= count) {
                    throw Problem.unavailable("the answer is for other instants than those asked for; does something"
                            + " between here and Prometheus align ranges to their step?");
                }
                instants.get((int) (since / step)).add(new Sample(labels, value(point)));
            }
        }
        return instants;
    }

    private static void checkNumbers(JsonNode series, String histograms) throws Problem {
        if (series.has(histograms)) {
            throw Problem.refused("the query gives native histograms, not numbers:"
                    + " put a function around it, as in histogram_quantile(0.99, ...) or histogram_sum(...)");
        }
    }

    private static Map<String, String> labels(JsonNode series) {
        Map<String, String> labels = new HashMap<>();
        series.path("metric")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return Map.copyOf(labels);
    }

    private static double value(JsonNode timeAndValue) throws Problem {
        String text = timeAndValue.path(1).asText("");
        try {
            return switch (text) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private static JsonNode array(JsonNode node) throws Problem {
        if (!node.isArray()) {
            throw malformed();
        }
        return node;
    }

    private static Problem malformed() {
        return Problem.unavailable("the answer is JSON, but not that of Prometheus");
    }
}
