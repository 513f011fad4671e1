package dev.featurerollout.apply.format;

import dev.featurerollout.model.Percentage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Percentages of variations that add up to 100, in the order in which users are dealt to them; one is rolled out.
 *
 * @param target the position of the one that is rolled out
 */
record Shares(List<BigDecimal> values, int target) {
    Shares {
        values = List.copyOf(values);
    }

    Percentage share() {
        return Percentage.of(values.get(target));
    }

    /**
     * Returns the shares with the target at {@code percentage}.
     *
     * <p>What it gains or loses is its neighbour's, and the next one's when that has nothing left: so no user moves
     * between two others, and none leaves the target on a raise if it stands at an end.
     */
    Shares at(Percentage percentage) {
        List<BigDecimal> result = new ArrayList<>(values);
        BigDecimal more = percentage.value().subtract(values.get(target));
        result.set(target, percentage.value());
        for (int neighbour : neighbours()) {
            BigDecimal has = result.get(neighbour);
            // Giving has no bound: the nearest takes it all.
            BigDecimal part = more.min(has);
            result.set(neighbour, has.subtract(part));
            more = more.subtract(part);
        }
        return new Shares(result, target);
    }

    /** Returns the other positions, the nearest first. */
    private List<Integer> neighbours() {
        List<Integer> neighbours = new ArrayList<>();
        for (int away = 1; away < values.size(); away++) {
            if (target + away < values.size()) {
                neighbours.add(target + away);
            }
            if (target - away >= 0) {
                neighbours.add(target - away);
            }
        }
        return neighbours;
    }
}
