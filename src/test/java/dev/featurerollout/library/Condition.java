package dev.featurerollout.library;

import dev.featurerollout.model.Verdict;
import java.util.Locale;

/** How a service is, and what is to be seen of it. */
enum Condition {
    /** Fast, and one request in a thousand fails. */
    Healthy(0.001, 0.02, Verdict.Pass),
    /** Fast, and none has ever failed: there is no series of failures. */
    Unfailing(0, 0.02, Verdict.Pass),
    /** Slow, and a fifth of the requests fails. */
    Sick(0.2, 4, Verdict.Fail),
    /** There, without a request. */
    Idle(0, 0, Verdict.NoData),
    /** There is no series of it at all. */
    Absent(0, 0, Verdict.NoData);

    private static final double REQUESTS_PER_SECOND = 100;

    private final double failing;
    private final double seconds;
    private final Verdict verdict;

    Condition(double failing, double seconds, Verdict verdict) {
        this.failing = failing;
        this.seconds = seconds;
        this.verdict = verdict;
    }

    String service() {
        return name().toLowerCase(Locale.ROOT);
    }

    double requestsPerSecond() {
        return this == Idle ? 0 : REQUESTS_PER_SECOND;
    }

    double failuresPerSecond() {
        return requestsPerSecond() * failing;
    }

    /** Returns how long each request takes. */
    double seconds() {
        return seconds;
    }

    Verdict verdict() {
        return verdict;
    }
}
