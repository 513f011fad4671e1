package dev.featurerollout.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where numbers come from: PromQL asked at given instants.
 *
 * <p>Never throws for anything the other side does: each answer says itself what it is.
 */
public interface MetricSource {

    /** Asks {@code query} as of {@code time}. */
    Answer at(String query, Instant time);

    /**
     * Asks {@code query} as of {@code first}, {@code first + step}, … up to and including {@code last}.
     *
     * @return an answer for each of these instants, in order; an instant without data has an empty {@link Series}. If
     *     the source could not answer, the instants that are left carry the same {@link Unavailable}. An instant is
     *     {@link Refused} only if it would be so by itself: a range that is refused says nothing of its instants.
     */
    Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step);

    /** What came back. */
    sealed interface Answer {}

    /** An instant vector (a scalar is one sample without labels); empty when nothing matched. */
    record Series(List<Sample> samples) implements Answer {
        public Series {
            samples = List.copyOf(samples);
        }
    }

    /** The source could not be asked, did not answer in time, or answered only in part: neither good nor bad news. */
    record Unavailable(String message) implements Answer {}

    /** The source refused the query itself; the message is the source's own. */
    record Refused(String message) implements Answer {}

    /**
     * One sample of a vector.
     *
     * @param labels without the value's own; may be empty
     */
    record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Map.copyOf(labels);
        }
    }
}
