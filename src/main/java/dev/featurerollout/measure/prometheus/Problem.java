package dev.featurerollout.measure.prometheus;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Unavailable;

/** Why there are no numbers; stays in this package and ends as the {@link Answer} it carries. */
final class Problem extends Exception {

    private final Answer answer;
    private final boolean tooLarge;

    private Problem(String message, Answer answer, boolean tooLarge) {
        super(message);
        this.answer = answer;
        this.tooLarge = tooLarge;
    }

    static Problem unavailable(String message) {
        return new Problem(message, new Unavailable(message), false);
    }

    static Problem tooLarge(String message) {
        return new Problem(message, new Unavailable(message), true);
    }

    static Problem refused(String message) {
        return new Problem(message, new Refused(message), false);
    }

    Answer answer() {
        return answer;
    }

    /** Whether asking for less could help. */
    boolean isTooLarge() {
        return tooLarge;
    }
}
