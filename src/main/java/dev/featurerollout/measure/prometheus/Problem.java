package dev.featurerollout.measure.prometheus;

import dev.featurerollout.measure.MetricSource.Answer;
import dev.featurerollout.measure.MetricSource.Refused;
import dev.featurerollout.measure.MetricSource.Unavailable;

/** Why there are no numbers; stays in this package and ends as the {@link Answer} it carries. */
final class Problem extends Exception {

    /** What is to blame. */
    enum Fault {
        /** The text of the query: it is refused at any instant. */
        QUERY,
        /** The query cannot be executed as it was asked, for instance as it reads more samples than are allowed. */
        EXECUTION,
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

    static Problem notExecuted(String message) {
        return new Problem(message, Fault.EXECUTION);
    }

    /** Whether it may be the number of instants that is to blame. */
    boolean mayBeTooMuchAtOnce() {
        return switch (fault) {
            case QUERY, EXECUTION, TOO_LARGE -> true;
            case SERVER, CREDENTIAL, DENIED -> false;
        };
    }

    Fault fault() {
        return fault;
    }

    Answer answer() {
        return switch (fault) {
            case QUERY, EXECUTION -> new Refused(getMessage());
            case SERVER, CREDENTIAL, DENIED, TOO_LARGE -> new Unavailable(getMessage());
        };
    }
}
