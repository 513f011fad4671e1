package dev.featurerollout.statistics;

/**
 * How much more the bad events of one cohort vary from block to block than they would if they came one by one.
 *
 * <p>Needed where the small cohort has had no event yet and that very absence is the evidence: how the events split
 * then says nothing about bursts. It lasts for one stage.
 *
 * @param size looks in a block
 * @param bad bad events of the last full block
 * @param of events of it; 0 before the first
 * @param blockBad bad events of the block that is not full yet
 * @param blockOf events of it
 * @param inBlock looks in it
 * @param squared sum of squared differences of neighbouring blocks
 * @param expected what they would be for single events
 * @param pairs how many differences
 */
record SeriesDispersion(
        int size,
        double bad,
        double of,
        double blockBad,
        double blockOf,
        int inBlock,
        double squared,
        double expected,
        int pairs) {
    /** The size taken before anything is seen. */
    private static final double PRIOR = 3;

    /** How many pairs that counts for. */
    private static final double PRIOR_PAIRS = 3;

    static SeriesDispersion inBlocksOf(int size) {
        return new SeriesDispersion(size, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    SeriesDispersion with(double moreBad, double moreOf) {
        double k = blockBad + moreBad;
        double n = blockOf + moreOf;
        if (inBlock + 1 < size) {
            return new SeriesDispersion(size, bad, of, k, n, inBlock + 1, squared, expected, pairs);
        }
        if (of <= 0) {
            return new SeriesDispersion(size, k, n, 0, 0, 0, squared, expected, pairs);
        }
        double growth = n / of;
        double difference = k - bad * growth;
        return new SeriesDispersion(
                size,
                k,
                n,
                0,
                0,
                0,
                squared + difference * difference,
                expected + k + bad * growth * growth,
                pairs + 1);
    }

    double burstSize() {
        double perPair = pairs == 0 ? 1 : Math.max(1, expected / pairs);
        return (PRIOR * PRIOR_PAIRS * perPair + squared) / (PRIOR_PAIRS * perPair + expected);
    }
}
