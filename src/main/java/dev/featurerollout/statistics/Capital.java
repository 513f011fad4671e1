package dev.featurerollout.statistics;

import java.util.Arrays;

/**
 * The capital of one gambler: a bet at each strength of a grid, and a reserve that is staked bit by bit.
 *
 * <p>Fresh stakes are why harm that begins late is found: a bet that a healthy hour has ruined need not be won back. As
 * the amounts are fixed in advance, all of it together is still a fair game from 1 at the start. The reserve is kept as
 * its log, so that it is never used up.
 */
final class Capital {
    private static final double LOG_HALF = Math.log(0.5);
    private static final double STAKE_OF_A_LOOK = 0.01;
    private static final double LOG_STAKE = Math.log(STAKE_OF_A_LOOK);
    private static final double LOG_KEPT = Math.log1p(-STAKE_OF_A_LOOK);

    private final double[] logBets;
    private final double logReserve;

    private Capital(double[] logBets, double logReserve) {
        this.logBets = logBets;
        this.logReserve = logReserve;
    }

    /** Returns a capital of 1, all of it in reserve. */
    static Capital inReserve(int bets) {
        double[] none = new double[bets];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        return new Capital(none, 0);
    }

    /** Returns a capital of 1, all of it staked from the start. */
    static Capital staked(int bets) {
        return new Capital(new double[bets], Double.NEGATIVE_INFINITY);
    }

    /** Returns a capital that was written down. */
    static Capital read(Checkpoint.Reader from, int bets) {
        double[] logBets = new double[bets];
        for (int i = 0; i < bets; i++) {
            logBets[i] = from.log();
        }
        return new Capital(logBets, from.log());
    }

    void write(Checkpoint.Writer to) {
        for (double bet : logBets) {
            to.number(bet);
        }
        to.number(logReserve);
    }

    /** Returns the capital after a look: first the stake, then what each bet won. */
    Capital after(boolean firstOfStage, double[] won) {
        double[] bets = logBets.clone();
        double reserve = logReserve;
        if (reserve != Double.NEGATIVE_INFINITY) {
            double stake = reserve + (firstOfStage ? LOG_HALF : LOG_STAKE);
            reserve += firstOfStage ? LOG_HALF : LOG_KEPT;
            for (int i = 0; i < bets.length; i++) {
                bets[i] = Logs.add(bets[i], stake);
            }
        }
        for (int i = 0; i < bets.length; i++) {
            bets[i] += won[i];
        }
        return new Capital(bets, reserve);
    }

    /** Returns the log of all of it. */
    double log() {
        return Logs.add(Logs.mean(logBets), logReserve);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Capital that
                && Arrays.equals(logBets, that.logBets)
                && Double.compare(logReserve, that.logReserve) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(logBets) + Double.hashCode(logReserve);
    }

    @Override
    public String toString() {
        return "log capital " + log();
    }
}
