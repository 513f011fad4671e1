package dev.featurerollout.measure.prometheus;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Unavailable;

/** Why there are no numbers; stays in this package and ends as the {@link Answer} it carries. */
final class Problem extends Exception {

    /** What is to blame. */
    enum Fault {
        QUERY,
        /** Nobody answers, or with something else. */
        SERVER,
        /** A credential is not there to be sent. */
        CREDENTIAL,
        /** Whoever was asked does not accept the credentials. */
        DENIED,
        /** Asking for less could help. */
        TOO_LARGE
    }

    private final Fault fault;

    private Problem(String message, Fault fault) {
        super(message);
        this.fault = fault;
    }

    static Problem unavailable(String message) {
        return new Problem(message, Fault.SERVER);
    }

    static Problem noCredential(String message) {
        return new Problem(message, Fault.CREDENTIAL);
    }

    static Problem denied(String message) {
        return new Problem(message, Fault.DENIED);
    }

    static Problem tooLarge(String message) {
        return new Problem(message, Fault.TOO_LARGE);
    }

    static Problem refused(String message) {
        return new Problem(message, Fault.QUERY);
    }

    Fault fault() {
        return fault;
    }

    Answer answer() {
        return fault == Fault.QUERY ? new Refused(getMessage()) : new Unavailable(getMessage());
    }
}
