package dev.featurerollout.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A threshold on the error share of some minutes; more failing looks than are allowed, in all, roll back.
 *
 * <p>It is given what nobody has: the true error share of the healthy service, to set the threshold by.
 */
final class ThresholdJudge implements Judge {
    private final int minutes;
    private final double factor;
    private final int allowed;
    private final double errorShare;
    private final boolean againstControl;
    private final Deque<Seen> window = new ArrayDeque<>();
    private int failing;

    private ThresholdJudge(int minutes, double factor, int allowed, double errorShare, boolean againstControl) {
        this.minutes = minutes;
        this.factor = factor;
        this.allowed = allowed;
        this.errorShare = errorShare;
        this.againstControl = againstControl;
    }

    static ThresholdJudge fixed(int minutes, double factor, int allowed, double errorShare) {
        return new ThresholdJudge(minutes, factor, allowed, errorShare, false);
    }

    /** A threshold that moves with the control's share of the same minutes. */
    static ThresholdJudge againstControl(int minutes, double factor, int allowed) {
        return new ThresholdJudge(minutes, factor, allowed, 0, true);
    }

    @Override
    public boolean rollsBack(Seen seen) {
        if (seen.firstOfStage()) {
            window.clear();
        }
        window.addLast(seen);
        if (window.size() > minutes) {
            window.removeFirst();
        }
        double bad = 0;
        double of = 0;
        double controlBad = 0;
        double controlOf = 0;
        for (Seen minute : window) {
            bad += minute.counts().treatmentBad();
            of += minute.counts().treatmentOf();
            controlBad += minute.counts().controlBad();
            controlOf += minute.counts().controlOf();
        }
        if (of <= 0 || againstControl && controlOf <= 0) {
            return false;
        }
        double healthy = againstControl ? controlBad / controlOf : errorShare;
        if (bad / of > factor * healthy) {
            failing++;
        }
        return failing > allowed;
    }
}
