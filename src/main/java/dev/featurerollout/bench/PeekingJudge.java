package dev.featurerollout.bench;

/** The textbook z-test of two shares at 5 %, on all of the stage so far, at every look: made for one look. */
final class PeekingJudge implements Judge {
    private static final double ONE_SIDED_5_PERCENT = 1.6449;

    private double bad;
    private double of;
    private double controlBad;
    private double controlOf;

    @Override
    public boolean rollsBack(Seen seen) {
        if (seen.firstOfStage()) {
            bad = of = controlBad = controlOf = 0;
        }
        bad += seen.counts().treatmentBad();
        of += seen.counts().treatmentOf();
        controlBad += seen.counts().controlBad();
        controlOf += seen.counts().controlOf();
        if (of <= 0 || controlOf <= 0) {
            return false;
        }
        double pooled = (bad + controlBad) / (of + controlOf);
        double deviation = Math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / controlOf));
        return deviation > 0 && (bad / of - controlBad / controlOf) / deviation > ONE_SIDED_5_PERCENT;
    }
}
