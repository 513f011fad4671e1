package dev.featurerollout.measure.criteria;

import dev.featurerollout.model.Design;
import dev.featurerollout.statistics.Counts;
import dev.featurerollout.statistics.Look;

/** The share of requests that have the flag. */
final class Shares {
    private Shares() {}

    /** Whether the odds of one look are within what is tolerated of the declared ones. */
    static boolean isAsDeclared(Look look, double declared, Design.Split split) {
        Counts requests = ((Look.Compared) look).edges().get(0);
        double odds = requests.treatmentOf() * (1 - declared);
        double expected = requests.controlOf() * declared;
        double most = 1 + split.test().tolerance();
        return odds <= expected * most && odds * most >= expected;
    }
}
