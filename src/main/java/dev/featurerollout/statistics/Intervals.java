package dev.featurerollout.statistics;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The intervals that are shown: all ratios (rates) that the bets have not refuted.
 *
 * <p>They are for people; no decision rests on them. As the bets behind them stay fair however often one looks, so do
 * the intervals.
 */
final class Intervals {
    private static final double LEAST_RATIO = 1e-6;
    private static final double MOST_RATIO = 1e6;
    private static final double LEAST_RATE = 1e-12;

    private Intervals() {}

    /**
     * Returns the ratio of the shares of bad events; empty if there was none.
     *
     * @param stages counts of each stage by itself, so that a change of the share distorts nothing
     * @param alpha the chance that one end is wrong
     */
    static Optional<Interval> ratio(List<Counts> stages, double alpha, double burstSize) {
        double treatment = 0;
        double control = 0;
        for (Counts stage : stages) {
            double all = stage.treatmentOf() + stage.controlOf();
            treatment += stage.treatmentBad() * (stage.controlOf() / all);
            control += stage.controlBad() * (stage.treatmentOf() / all);
        }
        if (treatment <= 0 && control <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Interval(
                treatment / control, lowerRatio(stages, alpha, burstSize), upperRatio(stages, alpha, burstSize)));
    }

    static double lowerRatio(List<Counts> stages, double alpha, double burstSize) {
        double goal = -Math.log(alpha);
        DoubleUnaryOperator excess = logRatio -> logCapital(Bets.HARM, stages, Math.exp(logRatio), burstSize) - goal;
        if (excess.applyAsDouble(Math.log(LEAST_RATIO)) <= 0) {
            return 0;
        }
        return Math.exp(Root.of(excess, Math.log(LEAST_RATIO), Math.log(MOST_RATIO)));
    }

    static double upperRatio(List<Counts> stages, double alpha, double burstSize) {
        double goal = -Math.log(alpha);
        DoubleUnaryOperator excess = logRatio -> logCapital(Bets.SAFE, stages, Math.exp(logRatio), burstSize) - goal;
        if (excess.applyAsDouble(Math.log(MOST_RATIO)) < 0) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.exp(Root.of(excess, Math.log(LEAST_RATIO), Math.log(MOST_RATIO)));
    }

    private static double logCapital(Bets bets, List<Counts> stages, double ratio, double burstSize) {
        double[] sum = Bets.nothing();
        for (Counts stage : stages) {
            double[] won = bets.compare(stage, ratio, 0);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += won[i] / burstSize;
            }
        }
        return Logs.mean(sum);
    }

    /** Returns the share of bad events; empty without traffic. */
    static Optional<Interval> rate(double bad, double of, double alpha, double burstSize) {
        if (of < Look.LEAST) {
            return Optional.empty();
        }
        return Optional.of(
                new Interval(bad / of, lowerRate(bad, of, alpha, burstSize), upperRate(bad, of, alpha, burstSize)));
    }

    static double lowerRate(double bad, double of, double alpha, double burstSize) {
        double goal = -Math.log(alpha);
        DoubleUnaryOperator excess = logRate -> logCapital(Bets.HARM, bad, of, Math.exp(logRate), burstSize) - goal;
        if (excess.applyAsDouble(Math.log(LEAST_RATE)) <= 0) {
            return 0;
        }
        return Math.exp(Root.of(excess, Math.log(LEAST_RATE), 0));
    }

    static double upperRate(double bad, double of, double alpha, double burstSize) {
        double goal = -Math.log(alpha);
        DoubleUnaryOperator excess = logRate -> logCapital(Bets.SAFE, bad, of, Math.exp(logRate), burstSize) - goal;
        if (excess.applyAsDouble(0) < 0) {
            return 1;
        }
        return Math.exp(Root.of(excess, Math.log(LEAST_RATE), 0));
    }

    private static double logCapital(Bets bets, double bad, double of, double rate, double burstSize) {
        return Logs.mean(Bets.tempered(bets.bound(bad, of, rate), burstSize, Double.POSITIVE_INFINITY));
    }
}
