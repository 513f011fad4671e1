package dev.featurerollout.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the looks of one criterion have come to in the current stage.
 *
 * @param last the newest look, whatever it said; empty before the first
 * @param through the newest instant that was answered: looks up to it are never asked again
 * @param failuresInRow failing looks since the last one that passed or warned; no data in between does not end the row
 * @param failures failing looks in this stage
 * @param passing spans it vouches for and that are not yet counted as bake time; oldest first, none touching another
 */
public record Tally(Optional<Evaluation> last, Instant through, int failuresInRow, int failures, List<Span> passing) {
    /** More separate spans than this are not kept, so that a status stays small; dropping one only costs bake time. */
    private static final int MAX_SPANS = 16;

    public Tally {
        passing = List.copyOf(passing);
    }

    /** Returns the tally of a criterion that nobody has looked at yet. */
    public static Tally none(Instant effectiveAt) {
        return new Tally(Optional.empty(), effectiveAt, 0, 0, List.of());
    }

    /**
     * Returns this tally with one more look.
     *
     * @param look later than {@link #through()}
     * @param covered the span of time a passing look vouches for
     */
    public Tally with(Evaluation look, Span covered) {
        return switch (look.verdict()) {
            case Pass -> new Tally(Optional.of(look), look.at(), 0, failures, extend(covered));
            case Warning -> new Tally(Optional.of(look), look.at(), 0, failures, passing);
            case Fail -> new Tally(Optional.of(look), look.at(), failuresInRow + 1, failures + 1, passing);
            case NoData, Invalid -> new Tally(Optional.of(look), look.at(), failuresInRow, failures, passing);
            case Unavailable -> new Tally(Optional.of(look), through, failuresInRow, failures, passing);
        };
    }

    /** Returns this tally after its criterion was edited: old verdicts no longer speak for it. */
    public Tally restarted() {
        return new Tally(Optional.empty(), through, 0, failures, passing);
    }

    /** Returns this tally without the spans up to {@code instant}, which have been counted. */
    public Tally countedThrough(Instant instant) {
        List<Span> left = passing.stream()
                .filter(span -> span.to().isAfter(instant))
                .map(span -> span.from().isBefore(instant) ? new Span(instant, span.to()) : span)
                .toList();
        return new Tally(last, through, failuresInRow, failures, left);
    }

    public Optional<Verdict> verdict() {
        return last.map(Evaluation::verdict);
    }

    private List<Span> extend(Span covered) {
        List<Span> spans = new ArrayList<>(passing);
        int newest = spans.size() - 1;
        if (newest >= 0 && !spans.get(newest).to().isBefore(covered.from())) {
            spans.set(newest, new Span(spans.get(newest).from(), covered.to()));
        } else {
            spans.add(covered);
        }
        return spans.size() > MAX_SPANS ? spans.subList(1, spans.size()) : spans;
    }
}
