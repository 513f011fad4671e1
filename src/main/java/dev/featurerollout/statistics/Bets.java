package dev.featurerollout.statistics;

/**
 * What bets at each strength of a grid win in one interval, in natural logs: the arithmetic of the tests.
 *
 * <p>A bet of strength λ backs "the treatment's odds are λ times those at the margin"; against harm λ is above 1,
 * against safety below. The mean of exp(win) is at most 1 while the margin is kept, whatever the base rate does.
 */
enum Bets {
    HARM(false),
    SAFE(true);

    /** How many strengths there are. */
    static final int COUNT = 8;

    /** Beyond it a ratio of traffic changes nothing more, but would overflow. */
    private static final double LARGEST_ODDS = 1e280;

    private final double[] strengths = {1.1, 1.25, 1.5, 2, 3, 5, 10, 30};
    private final double[] logStrengths = new double[COUNT];

    Bets(boolean inverse) {
        for (int i = 0; i < COUNT; i++) {
            strengths[i] = inverse ? 1 / strengths[i] : strengths[i];
            logStrengths[i] = Math.log(strengths[i]);
        }
    }

    /**
     * Of all bad events, how many fell into the treatment? Against treatment share {@code <= relative × control share +
     * absolute} (or {@code >=} for {@link #SAFE}).
     *
     * <p>With ρ = relative × n1 / n0, b = (1 + ρ) / (1 + ρλ) and a = λb, a bad event in the treatment multiplies the bet
     * by a, one in the control by b; the absolute margin costs n1 × absolute × (a - 1).
     */
    double[] compare(Counts counts, double relative, double absolute) {
        double[] won = new double[COUNT];
        if (!counts.comparable()) {
            return won;
        }
        double odds = Math.min(LARGEST_ODDS, relative * (counts.treatmentOf() / counts.controlOf()));
        double log = Math.log1p(odds);
        for (int i = 0; i < COUNT; i++) {
            double control = log - Math.log1p(odds * strengths[i]);
            double treatment = logStrengths[i] + control;
            won[i] = counts.treatmentBad() * treatment + counts.controlBad() * control;
            if (absolute > 0) {
                won[i] -= counts.treatmentOf() * absolute * Math.expm1(treatment);
            }
        }
        return won;
    }

    /** Where did the bad events fall on average? One interval is one vote, however many events one burst has. */
    double[] strict(Counts counts, double relative) {
        double[] won = new double[COUNT];
        double bad = counts.treatmentBad() + counts.controlBad();
        if (!counts.comparable() || bad <= 0) {
            return won;
        }
        double odds = Math.min(LARGEST_ODDS, relative * (counts.treatmentOf() / counts.controlOf()));
        double log = Math.log1p(odds);
        double inTreatment = counts.treatmentBad() / bad;
        double inControl = counts.controlBad() / bad;
        for (int i = 0; i < COUNT; i++) {
            double control = log - Math.log1p(odds * strengths[i]);
            won[i] = control + Math.log(inTreatment * strengths[i] + inControl);
        }
        return won;
    }

    /** Are there more bad events than {@code rate × of}? Against a share of at most (for SAFE: at least) {@code rate}. */
    double[] bound(double bad, double of, double rate) {
        double[] won = new double[COUNT];
        if (of < Look.LEAST) {
            return won;
        }
        for (int i = 0; i < COUNT; i++) {
            won[i] = bad * logStrengths[i] - of * Math.log1p(rate * (strengths[i] - 1));
        }
        return won;
    }

    /** Divides what was won by the burst size, and lets no bet win more than {@code cap} in one look; in place. */
    static double[] tempered(double[] won, double burstSize, double cap) {
        for (int i = 0; i < won.length; i++) {
            won[i] = Math.min(won[i] / burstSize, cap);
        }
        return won;
    }

    /** Returns what was won by nobody: for a look that is missing. */
    static double[] nothing() {
        return new double[COUNT];
    }
}
