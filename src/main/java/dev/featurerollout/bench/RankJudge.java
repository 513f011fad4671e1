package dev.featurerollout.bench;

import java.util.Arrays;

/**
 * Judges a stage at its end by ranks (Mann and Whitney), as a canary judge does: the shares of its minutes in both
 * cohorts, and whether the 98 % interval of their shift lies above a quarter of the shift.
 */
final class RankJudge implements Judge {
    private static final double NINETY_EIGHT_PERCENT = 2.3263;
    private static final double TOLERANCE = 0.25;

    private final double[] treatment = new double[SimulatedRollout.LOOKS_OF_A_STAGE];
    private final double[] control = new double[SimulatedRollout.LOOKS_OF_A_STAGE];
    private int minutes;

    @Override
    public boolean rollsBack(Seen seen) {
        if (seen.firstOfStage()) {
            minutes = 0;
        }
        if (seen.counts().treatmentOf() > 0 && seen.hasControl()) {
            treatment[minutes] = seen.counts().treatmentBad() / seen.counts().treatmentOf();
            control[minutes] = seen.counts().controlBad() / seen.counts().controlOf();
            minutes++;
        }
        return seen.lastOfStage() && minutes > 1 && isHigh();
    }

    private boolean isHigh() {
        double[] shifts = new double[minutes * minutes];
        for (int i = 0; i < minutes; i++) {
            for (int j = 0; j < minutes; j++) {
                shifts[i * minutes + j] = treatment[i] - control[j];
            }
        }
        Arrays.sort(shifts);
        double pairs = shifts.length;
        double lowest = pairs / 2 - NINETY_EIGHT_PERCENT * Math.sqrt(pairs * (2 * minutes + 1) / 12);
        double shift = (shifts[(shifts.length - 1) / 2] + shifts[shifts.length / 2]) / 2;
        double low = shifts[(int) Math.max(0, Math.floor(lowest))];
        return low > TOLERANCE * shift && low > 0;
    }
}
