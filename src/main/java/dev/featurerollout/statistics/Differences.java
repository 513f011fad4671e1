package dev.featurerollout.statistics;

/**
 * The differences between two cohorts, look by look through one stage, and the bets on the sign of the next.
 *
 * <p>What a difference has in common with the one before it is taken off first, as far as the past shows; what is left
 * lies as often above 0 as below while the margin is kept. Sums are of differences from the first, for precision.
 *
 * @param count how many there were
 * @param first the first of the stage
 * @param last the newest
 * @param sum sum of d - first
 * @param squares sum of its squares
 * @param products sum of its products with the one before
 * @param left what is left of the newest
 * @param sizes sum of the absolute values of what was left
 */
record Differences(
        int count, double first, double last, double sum, double squares, double products, double left, double sizes) {
    static final Differences NONE = new Differences(0, 0, 0, 0, 0, 0, 0, 0);

    /** Larger ones cannot be squared. */
    static final double MOST = 1e150;

    private static final double[] STRENGTHS = {0.25, 0.5, 1, 2, 4};

    /** How many strengths of bets there are. */
    static final int BETS = STRENGTHS.length;

    private static final double LOG_2 = Math.log(2);

    /** What neighbours are taken to have in common before anything is seen, and how many looks that counts for. */
    private static final double PRIOR = 0.3;

    private static final double PRIOR_LOOKS = 5;
    private static final int LEAST_LOOKS = 4;
    private static final double MOST_IN_COMMON = 0.9;

    Differences with(double difference) {
        if (count == 0) {
            return new Differences(1, difference, difference, 0, 0, 0, difference, Math.abs(difference));
        }
        double shifted = difference - first;
        double rest = difference - inCommon() * last;
        return new Differences(
                count + 1,
                first,
                difference,
                sum + shifted,
                squares + shifted * shifted,
                products + shifted * (last - first),
                rest,
                sizes + Math.abs(rest));
    }

    /** The correlation of neighbours in the past, drawn towards the prior, without the bias of short series. */
    private double inCommon() {
        if (count < LEAST_LOOKS) {
            return PRIOR;
        }
        double mean = sum / count;
        double spread = squares - count * mean * mean;
        double together = products - mean * (2 * sum - (last - first)) + (count - 1) * mean * mean;
        double correlation = spread > 0 ? together / spread : 0;
        correlation += (1 + 3 * Math.max(correlation, 0)) / count;
        correlation = (count * correlation + PRIOR_LOOKS * PRIOR) / (count + PRIOR_LOOKS);
        return Math.max(0, Math.min(MOST_IN_COMMON, correlation));
    }

    /** Returns what each bet won on the newest difference; at most log 2, so bursts need no cap. */
    double[] won() {
        double[] won = new double[BETS];
        if (sizes > 0 && left != 0) {
            double relative = left / (sizes / count);
            for (int i = 0; i < BETS; i++) {
                won[i] = LOG_2 - Logs.add(0, -2 * STRENGTHS[i] * relative);
            }
        }
        return won;
    }
}
