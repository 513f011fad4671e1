package dev.featurerollout.rules;

import dev.featurerollout.measure.MetricSource;
import dev.featurerollout.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers as the scripts of a history say, and remembers what it was asked. */
final class ScriptedMetrics implements MetricSource {
    private static final Pattern QUERY = Pattern.compile("([qn])(\\d+)\\[(\\w+)\\]");
    private static final Pattern COUNT = Pattern.compile("count\\(([qn])(\\d+)\\)");

    private final History history;
    private final InstantSource clock;
    private final List<Question> asked = new ArrayList<>();

    /** A question for data of (from, at]. */
    record Question(String query, Instant from, Instant at) {}

    ScriptedMetrics(History history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** Returns what was asked since this was last called. */
    List<Question> questions() {
        List<Question> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    @Override
    public Answer at(String query, Instant time) {
        if (time.isAfter(clock.instant())) {
            throw new AssertionError("asked for the future: " + query + " at " + time);
        }
        Matcher counted = COUNT.matcher(query);
        if (counted.matches()) {
            boolean none = counted.group(1).equals("q")
                    && history.scripts().get(Integer.parseInt(counted.group(2))).at(time) == Script.Kind.NOTHING;
            return history.isAway(clock.instant())
                    ? new Unavailable("connection refused")
                    : none ? new Series(List.of()) : series(1);
        }
        Matcher matcher = QUERY.matcher(query);
        if (!matcher.matches()) {
            throw new AssertionError("asked " + query);
        }
        asked.add(new Question(query, time.minus(DurationText.parse(matcher.group(3))), time));
        if (history.isAway(clock.instant())) {
            return new Unavailable("connection refused");
        }
        Script.Kind kind =
                history.scripts().get(Integer.parseInt(matcher.group(2))).at(time);
        if (matcher.group(1).equals("n")) {
            return series(kind == Script.Kind.TOO_FEW ? 499 : 500);
        }
        if (kind == Script.Kind.REFUSED) {
            return new Refused("parse error");
        }
        if (kind == Script.Kind.TWO_SERIES) {
            return new Series(List.of(new Sample(Map.of("pod", "a"), 0), new Sample(Map.of("pod", "b"), 1)));
        }
        return kind.value == null ? new Series(List.of()) : series(kind.value);
    }

    private static Series series(double value) {
        return new Series(List.of(new Sample(Map.of(), value)));
    }

    @Override
    public Map<Instant, Answer> over(String query, Instant first, Instant last, Duration step) {
        Map<Instant, Answer> answers = new LinkedHashMap<>();
        for (Instant instant = first; !instant.isAfter(last); instant = instant.plus(step)) {
            answers.put(instant, at(query, instant));
        }
        return answers;
    }
}
