package dev.featurerollout.measure.criteria;

import dev.featurerollout.measure.MetricSource.Sample;
import dev.featurerollout.model.Design;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Chooses the edges of a histogram that see both its body and its tail.
 *
 * <p>Of the control's last hour: the edges beyond which there were nearest to 50, 20, 5 and 1 % of the requests. Chosen
 * before a test begins, so that the data it weighs have no say in it.
 */
public final class EdgeChoice {
    private static final double[] WANTED = {0.5, 0.2, 0.05, 0.01};

    /** Beyond an edge that hardly any request reaches there is nothing to compare. */
    private static final double LEAST = 0.0005;

    private EdgeChoice() {}

    /** Returns at most four edges, smallest first; none if the control had no traffic. */
    public static List<String> choose(Design.Histogram design, List<Sample> samples) {
        Buckets control =
                Buckets.of(samples, design.pair().label(), design.pair().control());
        if (control.isEmpty() || !(control.all() > 0)) {
            return List.of();
        }
        List<Double> chosen = new ArrayList<>();
        for (double wanted : WANTED) {
            control.upTo().headMap(Double.POSITIVE_INFINITY, false).entrySet().stream()
                    .filter(edge -> beyond(control, edge) >= LEAST)
                    .min((one, other) -> Double.compare(
                            Math.abs(beyond(control, one) - wanted), Math.abs(beyond(control, other) - wanted)))
                    .map(Map.Entry::getKey)
                    .filter(edge -> !chosen.contains(edge))
                    .ifPresent(chosen::add);
        }
        return chosen.stream().sorted().map(EdgeChoice::text).toList();
    }

    /** All digits: the edge is looked for among the buckets. */
    private static String text(double edge) {
        return BigDecimal.valueOf(edge).stripTrailingZeros().toPlainString();
    }

    private static double beyond(Buckets control, Map.Entry<Double, Double> edge) {
        return 1 - edge.getValue() / control.all();
    }
}
