package dev.featurerollout.model;

/** One number that was asked for, or why there is none. */
public sealed interface Measurement {

    /** A number; never NaN, but possibly infinite. */
    record Value(double number) implements Measurement {}

    /** The source answered, and there was no number. */
    record NoData(String message) implements Measurement {}

    /** The source did not answer, or only in part. */
    record Unavailable(String message) implements Measurement {}

    /** The source refused the query, or the answer is not one number. */
    record Invalid(String message) implements Measurement {}
}
