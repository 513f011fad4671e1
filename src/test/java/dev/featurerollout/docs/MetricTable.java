package dev.featurerollout.docs;

import dev.featurerollout.runtime.SampleMetrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of the operator as it serves them, when everything has happened once. */
final class MetricTable {
    private static final Pattern HELP = Pattern.compile("# HELP (featurerollout_\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (featurerollout_\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("(featurerollout_[a-z_]+)(?:\\{(.*)})? \\S+");

    private record Metric(String help, String type, Set<String> labels) {}

    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    static MetricTable scraped() {
        MetricTable table = new MetricTable();
        String help = "";
        for (String line : SampleMetrics.scrape().split("\n")) {
            Matcher helping = HELP.matcher(line);
            Matcher typing = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (helping.matches()) {
                help = helping.group(2);
            } else if (typing.matches()) {
                table.metrics.put(typing.group(1), new Metric(help, typing.group(2), new TreeSet<>()));
            } else if (sample.matches() && sample.group(2) != null) {
                table.labels(sample.group(1), sample.group(2));
            }
        }
        return table;
    }

    private void labels(String sample, String labels) {
        Metric metric = metrics.get(base(sample));
        for (String label : labels.split(",")) {
            String name = label.substring(0, label.indexOf('='));
            if (!name.equals("le")) {
                metric.labels().add(name);
            }
        }
    }

    /** Returns the metric that a series belongs to. */
    private String base(String series) {
        String base = series.replaceFirst("_(bucket|count|sum)$", "");
        return metrics.containsKey(base) ? base : series;
    }

    boolean has(String series) {
        return metrics.containsKey(base(series));
    }

    String render() {
        StringBuilder text = new StringBuilder("| metric | type | labels | what it is |\n|---|---|---|---|\n");
        metrics.forEach((name, metric) -> {
            if (!name.endsWith("_max")) {
                text.append("| `%s` | %s | %s | %s |\n"
                        .formatted(name, metric.type(), String.join(", ", metric.labels()), metric.help()));
            }
        });
        return text.toString();
    }
}
